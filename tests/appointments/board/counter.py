"""A day at the counter, for tests: noon by the office's clock, a desk with its officer, people with and without an appointment."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from appointments.board import services
from appointments.board.models import Visit
from appointments.models import Booking, Desk, ServiceAtOffice
from appointments.services import book_slot
from portal.accounts.models import User
from portal.events.actor import Actor, actor_of
from profiles.models import Person
from tests.appointments.world import make_desk, make_offered, make_slot, when
from tests.factories import acting_user, make_person, make_user, sign_in

NOON = time(12)


def reader(user: User) -> Client:
    """Signed in, with pages in English."""
    client = sign_in(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


class Counter:
    """One office on one day. `now` is set by hand."""

    def __init__(self, patch: pytest.MonkeyPatch, offered: ServiceAtOffice | None = None, **fields: Any) -> None:
        self.offered = offered or make_offered(**fields)
        self.reception = self.offered.reception
        self.zone = ZoneInfo(self.reception.zone)
        self.patch = patch
        self.day = timezone.localdate(timezone=self.zone)
        self.set(self.moment(NOON))
        self.officer: User = make_user("officer", office=self.reception.office)
        self.desk: Desk = make_desk(self.reception)

    @property
    def actor(self) -> Actor:
        return actor_of(self.officer)

    def moment(self, at: time, days: int = 0) -> datetime:
        return datetime.combine(self.day + timedelta(days=days), at, self.zone)

    def set(self, moment: datetime) -> None:
        self.now = moment
        self.patch.setattr(timezone, "now", lambda: self.now)

    def later(self, **amount: int) -> None:
        self.set(self.now + timedelta(**amount))

    def booking(self, at: time = NOON, *, person: Person | None = None, offered: ServiceAtOffice | None = None, days: int = 0) -> Booking:
        """A person booked at that time today, at a desk of its own; the lead time was kept."""
        offered, person = offered or self.offered, person or make_person()
        slot = make_slot(offered, day=self.day + timedelta(days=days), at=at, opens_at=self.now - timedelta(days=30))
        here = self.now
        self.set(slot.starts_at - timedelta(days=2))
        booking = book_slot(**when(slot), person_id=person.pk, actor=actor_of(acting_user(person)))
        self.set(here)
        return booking

    def check_in(self, booking: Booking, **fields: Any) -> Visit:
        base: dict[str, Any] = {"reception_id": self.reception.pk, "identity_confirmed": True, "actor": self.actor}
        return services.check_in(booking_id=booking.pk, **{**base, **fields})

    def walk_in(self, **fields: Any) -> Visit:
        base: dict[str, Any] = {"offered_id": self.offered.pk, "reception_id": self.reception.pk, "is_urgent": False, "actor": self.actor}
        return services.walk_in(**{**base, **fields})

    def call(self, desk: Desk | None = None, officer: User | None = None) -> Visit:
        return services.call_next(desk_id=(desk or self.desk).pk, actor=actor_of(officer or self.officer))

    def act(self, name: str, visit: Visit, officer: User | None = None, **fields: Any) -> Visit:
        """`start`, `miss`, `send_back`, `call_again` or `finish` of the visit as it was last seen."""
        more = {"seen": True, **fields} if name == "finish" else fields
        base: dict[str, Any] = {"visit_id": visit.pk, "expected_version": visit.version, "actor": actor_of(officer or self.officer)}
        done: Visit = getattr(services, name)(**{**base, **more})
        return done

    def visit_in(self, state: str, booking: Booking | None = None) -> Visit:
        """A visit that came to `state` by the services."""
        visit = self.check_in(booking or self.booking())
        if state == "waiting":
            return visit
        visit = self.call()
        if state == "no_show":
            self.later(minutes=6)
            return self.act("miss", visit)
        if state == "called":
            return visit
        visit = self.act("start", visit)
        return visit if state == "in_service" else self.act("finish", visit)
