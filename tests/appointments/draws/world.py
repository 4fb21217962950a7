"""A draw at an office whose new places are drawn, and people who ask. Everything is invented."""

from datetime import date, datetime, timedelta
from typing import Any

from appointments.draws.models import Draw, DrawRequest
from appointments.draws.services import announce, send_request, tend_draws
from appointments.models import ServiceAtOffice
from portal import clock
from portal.accounts.models import User
from portal.events.actor import SYSTEM, actor_of
from profiles.models import Person
from tests.appointments.world import make_offered, make_slot
from tests.factories import make_person, make_user


def make_drawn(**fields: Any) -> ServiceAtOffice:
    """Fingerprints whose new places are drawn; a day opens 5 days before it."""
    return make_offered(is_drawn=True, horizon_days=5, **fields)


def first_day() -> date:
    return clock.today() + timedelta(days=10)


def make_places(offered: ServiceAtOffice, count: int) -> None:
    """So many places on the first two days of the draw, morning and afternoon, that open by the rule."""
    opens = clock.now() + timedelta(days=5)
    for number in range(count):
        at = datetime(2026, 1, 1, 9 + number // 2 % 8, 20 * (number // 16)).time()
        make_slot(offered, day=first_day() + timedelta(days=number % 2), at=at, opens_at=opens)


def make_draw(offered: ServiceAtOffice | None = None, *, supervisor: User | None = None, **fields: Any) -> Draw:
    """Requests begin in an hour and are taken for a day."""
    offered = offered or make_drawn()
    supervisor = supervisor or make_user("supervisor", office=offered.reception.office)
    begins = clock.now() + timedelta(hours=1)
    defaults = {
        "first_day": first_day(),
        "last_day": first_day() + timedelta(days=1),
        "requests_from": begins,
        "requests_until": begins + timedelta(days=1),
    }
    return announce(offered_id=offered.pk, actor=actor_of(supervisor), **{**defaults, **fields})


def ask(draw: Draw, person: Person | None = None, *, days: list[date] | None = None, part: str = "any") -> DrawRequest:
    person = person or make_person()
    return send_request(draw_id=draw.pk, person_id=person.pk, days=days or [draw.first_day, draw.last_day], part=part, actor=SYSTEM)


def go_to(monkeypatch: Any, moment: datetime) -> None:
    """The clock of the portal stands at that moment, and what is due there happens."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())
    tend_draws(now=moment)
