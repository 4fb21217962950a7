"""Entries and exits as the person tells them. What is wrong is corrected by a new row; nothing is deleted."""

from datetime import date
from typing import Final

from django.db import transaction

from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.civil import latest_today
from profiles.errors import ExitBeforeEntry, StayNotPossible, StayToldAlready, StayWithoutDays, TooManyStays
from profiles.events import StayTakenBack, StayTold
from profiles.models import Person, Stay
from profiles.rules.dates import is_possible_entry
from profiles.services.person import guard_version, lock_person, save_person

MOST_STAYS: Final = 500


@transaction.atomic
def tell_stay(
    *,
    person_id: int,
    entered_on: date | None,
    left_on: date | None,
    actor: Actor,
    corrects: int | None = None,
    expected_version: int | None = None,
) -> Stay:
    """A stay by its stamps; either day may be unknown. `corrects` is the person's row that it replaces. The same again changes nothing.

    Stays that overlap are kept as told: the page asks which day is wrong. Raises `StayWithoutDays`, `ExitBeforeEntry`,
    `StayNotPossible`, `StayToldAlready`, `TooManyStays`, `StaleVersion`, `Stay.DoesNotExist`."""
    person = lock_person(person_id)
    _guard_days(person, entered_on, left_on)
    told = Stay.objects.filter(person=person, retired_at=None)
    corrected = told.get(pk=corrects) if corrects is not None else None
    same = told.filter(entered_on=entered_on, left_on=left_on).first()
    if same is not None:
        if corrected is not None and corrected != same:
            raise StayToldAlready()
        return same
    guard_version(person, expected_version)
    if corrected is not None:
        _retire(corrected)
    elif told.count() >= MOST_STAYS:
        raise TooManyStays(limit=MOST_STAYS)
    stay = Stay.objects.create(person=person, entered_on=entered_on, left_on=left_on)
    save_person(person)
    emit(StayTold(person_id=person.pk, stay_id=stay.pk, corrects=corrects), actor=actor)
    return stay


@transaction.atomic
def take_back_stay(*, person_id: int, stay_id: int, actor: Actor) -> None:
    """The stay never was, or was told twice. Taking it back again changes nothing. Raises `Stay.DoesNotExist`."""
    person = lock_person(person_id)
    stay = Stay.objects.get(pk=stay_id, person=person)
    if stay.retired_at is not None:
        return
    _retire(stay)
    save_person(person)
    emit(StayTakenBack(person_id=person.pk, stay_id=stay.pk), actor=actor)


def _guard_days(person: Person, entered_on: date | None, left_on: date | None) -> None:
    known = [day for day in (entered_on, left_on) if day is not None]
    if not known:
        raise StayWithoutDays()
    if not all(is_possible_entry(day, today=latest_today(), born=person.birth_date) for day in known):
        raise StayNotPossible()
    if entered_on and left_on and left_on < entered_on:
        raise ExitBeforeEntry()


def _retire(stay: Stay) -> None:
    stay.retired_at = clock.now()
    stay.save(update_fields=["retired_at"])
