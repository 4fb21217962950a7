"""An office with desks, a service and places, for tests of appointments. Everything is invented.

offered = make_offered()                         # fingerprints at the Moscow office, 20 minutes each
slot = make_slot(offered, in_days=3)             # 10:00 by the office's clock, at a desk of its own
hold_slot(**when(slot), person_id=..., actor=...)
"""

import itertools
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from appointments.models import Desk, Reception, Service, ServiceAtOffice, Slot
from portal import clock
from portal.accounts.models import Office, User
from portal.legal import regions
from profiles.models import Guardianship, IdentityDocument, Person
from tests.factories import make_document, make_office, sign_in

_number = itertools.count(1)


def make_reception(office: Office | None = None, **fields: Any) -> Reception:
    office = office or make_office()
    zone = regions.region(office.region).zone.key
    return Reception.objects.get_or_create(office=office, defaults={"zone": zone, "languages": ["ru", "en"], **fields})[0]


def make_service(code: str = "fingerprints", **fields: Any) -> Service:
    words = {"name_ru": "Отпечатки пальцев и оригиналы", "name_en": "Fingerprints and originals"}
    defaults = {**words, "confirms": ["originals", "biometrics"], "procedures": ["work-patent"], **fields}
    return Service.objects.get_or_create(code=code, defaults=defaults)[0]


def make_offered(reception: Reception | None = None, service: Service | None = None, **fields: Any) -> ServiceAtOffice:
    defaults = {"minutes": 20, "opens_at": time(10), **fields}
    return ServiceAtOffice.objects.get_or_create(
        reception=reception or make_reception(), service=service or make_service(), defaults=defaults
    )[0]


def make_desk(reception: Reception | None = None, name: str = "") -> Desk:
    return Desk.objects.create(reception=reception or make_reception(), name=name or str(next(_number)))


def make_slot(
    offered: ServiceAtOffice | None = None, *, in_days: int = 3, at: time = time(10), desk: Desk | None = None, **fields: Any
) -> Slot:
    """A free place so many days from today, by the office's clock; at a new desk unless `desk` says which."""
    offered = offered or make_offered()
    zone = ZoneInfo(offered.reception.zone)
    day = fields.pop("day", None) or clock.today(zone) + timedelta(days=in_days)
    starts = datetime.combine(day, at, zone)
    defaults = {"opens_at": clock.now() - timedelta(days=1), "starts_at": starts, "ends_at": starts + timedelta(minutes=offered.minutes)}
    return Slot.objects.create(offered=offered, desk=desk or make_desk(offered.reception), day=day, at=at, **{**defaults, **fields})


def when(slot: Slot) -> dict[str, Any]:
    """What a person chooses: the service at the office, the day and the time, never the desk."""
    return {"offered_id": slot.offered_id, "day": slot.day, "at": slot.at}


def proven(held: Guardianship) -> Guardianship:
    """The parent has added the paper that proves the kinship: the child has a turn of its own."""
    held.proof = make_document(held.child, "kinship_proof")
    held.save(update_fields=["proof"])
    return held


def with_document(person: Person, number: str, kind: str = "passport", state: str = "TJ") -> Person:
    """The person, whose document is this one now."""
    person.identity_documents.update(is_current=False)
    IdentityDocument.objects.create(person=person, kind=kind, number=number, issuing_state=state)
    return person


def english(user: User) -> Client:
    """The user's browser, which asks for pages in English."""
    client = sign_in(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
