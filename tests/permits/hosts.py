"""Hosts, guests and notices of arrival. People and numbers are invented."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connections

from permits.registration import services
from permits.registration.models import ArrivalNotice, Host
from portal import clock
from portal.events.actor import actor_of
from profiles.models import Person
from tests.factories import acting_user, make_applicant, make_user

INN = "7707083893"


def make_host(owner: Any = None, **fields: Any) -> Host:
    base = {
        "kind": "organisation",
        "name": "ООО «Пример»",
        "inn": INN,
        "region": "77",
        "address": "Москва, Примерная ул., 2",
        "phone": "+7900",
    }
    return Host.objects.create(**{"owner": owner or make_user(), **base, **fields})


def told(**fields: Any) -> services.NoticeData:
    today = clock.today()
    known = {
        "family_name": "RAHIMOVA",
        "given_names": "ZARINA",
        "birth_date": date(1994, 5, 17),
        "citizenship": "TJ",
        "document_number": "40",
    }
    return services.NoticeData(**{**known, "arrived_on": today, "stay_until": today + timedelta(days=60), **fields})


def guest(days: int = 80) -> Person:
    """Somebody whose stay is allowed for so many more days."""
    person = make_applicant()
    person.entries.update(stay_until=clock.today() + timedelta(days=days))
    return person


def file_for(host: Host, person: Person | None = None, **fields: Any) -> ArrivalNotice:
    """A notice for a guest who has shown a code, or for one who is invited."""
    way: dict[str, Any] = {"email": "guest@test.example"}
    if person:
        way = {"code": services.give_code(person_id=person.pk)[0], "birth_date": person.birth_date or date(1994, 5, 17)}
    data = told(**{**way, **fields})
    return services.file_arrival(host_id=host.pk, data=data, submission_key=uuid.uuid4(), actor=actor_of(host.owner), on=clock.today())


def confirm(notice: ArrivalNotice, on: date | None = None) -> ArrivalNotice:
    assert notice.guest
    return services.confirm_arrival(notice_id=notice.pk, actor=actor_of(acting_user(notice.guest)), on=on or clock.today())


def confirm_apart(notice: ArrivalNotice) -> str:
    """For a thread of its own: what came of it."""
    try:
        confirm(notice)
    except Exception as error:  # noqa: BLE001 (the test asks which)
        return type(error).__name__
    finally:
        connections.close_all()
    return "done"


def it_is(monkeypatch: Any, moment: datetime) -> None:
    """The present moment and the civil date that goes with it."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())
