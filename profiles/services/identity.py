"""Who the person is, by which document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from portal.events.actor import Actor
from portal.events.services import emit
from profiles.civil import latest_today
from profiles.errors import BirthNotInThePast, ImpossibleDates, UnknownCitizenship
from profiles.events import BirthDateCorrected, IdentityDocumentRecorded
from profiles.models import IdentityDocument, Person
from profiles.rules.dates import is_possible_birth
from profiles.rules.states import CITIZENSHIPS
from profiles.services.family import guard_own_children, reckon_majority
from profiles.services.person import guard_version, lock_person, save_person

_OF_PERSON = ("family_name", "given_names", "birth_date", "sex", "citizenship")


@dataclass(frozen=True, kw_only=True)
class IdentityData:
    """A passport or another identity document, as read by machine or typed by hand. Civil dates."""

    kind: str  # IdentityDocument.Kind
    number: str
    issuing_state: str  # as `Person.citizenship`
    family_name: str
    given_names: str
    birth_date: date
    sex: str
    citizenship: str
    issued_on: date | None = None
    expires_on: date | None = None
    mrz: str = ""  # "" when typed by hand


@transaction.atomic
def record_identity_document(*, person_id: int, data: IdentityData, actor: Actor, expected_version: int | None = None) -> IdentityDocument:
    """Make this document the current one and the person what it says. Earlier documents stay in the record.

    The same data again changes nothing. Raises `UnknownCitizenship`, `BirthNotInThePast`, `ImpossibleDates`, `StaleVersion`,
    for a child what `reckon_majority` raises, and for who acts for children what `guard_own_children` raises."""
    person = lock_person(person_id)
    _guard(data, today=latest_today())
    current = IdentityDocument.objects.filter(person=person, is_current=True).first()
    if current and _says_the_same(current, person, data):
        return current
    guard_version(person, expected_version)
    IdentityDocument.objects.filter(person=person, is_current=True).update(is_current=False)
    document = IdentityDocument.objects.create(
        person=person,
        kind=data.kind,
        number=data.number,
        issuing_state=data.issuing_state,
        issued_on=data.issued_on,
        expires_on=data.expires_on,
        mrz=data.mrz,
    )
    born_before = person.birth_date
    for name in _OF_PERSON:
        setattr(person, name, getattr(data, name))
    reckon_majority(person)
    guard_own_children(person)
    save_person(person, *_OF_PERSON)
    recorded = IdentityDocumentRecorded(person_id=person.pk, identity_document_id=document.pk, by_machine_readable_lines=bool(data.mrz))
    emit(recorded, actor=actor)
    if born_before is not None and born_before != data.birth_date:
        emit(BirthDateCorrected(person_id=person.pk), actor=actor)
    return document


def _guard(data: IdentityData, *, today: date) -> None:
    if data.citizenship not in CITIZENSHIPS:
        raise UnknownCitizenship()
    if not is_possible_birth(data.birth_date, today=today):
        raise BirthNotInThePast()
    if data.issued_on and not data.birth_date <= data.issued_on <= today:
        raise ImpossibleDates()
    if data.expires_on and data.expires_on <= (data.issued_on or data.birth_date):
        raise ImpossibleDates()


def _says_the_same(current: IdentityDocument, person: Person, data: IdentityData) -> bool:
    of_document: tuple[str, ...] = ("kind", "number", "issuing_state", "issued_on", "expires_on", "mrz")
    pairs: list[tuple[Any, str]] = [(current, name) for name in of_document] + [(person, name) for name in _OF_PERSON]
    return all(getattr(row, name) == getattr(data, name) for row, name in pairs)
