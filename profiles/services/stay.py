"""The stay: entry with its migration card, the address."""

from datetime import date
from typing import Any

from django.db import transaction

from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import regions
from profiles.civil import latest_today
from profiles.errors import EntryInTheFuture, StayBeforeEntry
from profiles.events import AddressRecorded, EntryRecorded
from profiles.models import Address, Entry, Person, Stay
from profiles.rules.dates import is_possible_entry
from profiles.services.family import reckon_majority
from profiles.services.person import guard_version, lock_person, save_person


@transaction.atomic
def record_entry(
    *,
    person_id: int,
    entered_on: date,
    purpose: str,
    card_series: str,
    card_number: str,
    stay_until: date | None,
    actor: Actor,
    expected_version: int | None = None,
) -> Entry:
    """The entry the person stays on, with its migration card (4 and 7 digits); earlier ones stay in the record.

    The same again changes nothing; the same card and day with another purpose or end correct the row. A later entry on another
    card is a new stay: the one before joins the stays told, and its exit is asked for.

    Raises `EntryInTheFuture`, `StayBeforeEntry`, `StaleVersion`."""
    person = lock_person(person_id)
    if not is_possible_entry(entered_on, today=latest_today(), born=person.birth_date):
        raise EntryInTheFuture()
    if stay_until and stay_until < entered_on:
        raise StayBeforeEntry()
    card: dict[str, Any] = {"entered_on": entered_on, "card_series": card_series, "card_number": card_number}
    told: dict[str, Any] = {"purpose": purpose, "stay_until": stay_until}
    entry = Entry.objects.filter(person=person, **card).first()
    if entry and entry.is_current and all(getattr(entry, name) == value for name, value in told.items()):
        return entry
    guard_version(person, expected_version)
    _keep_the_stay_before(person, **card)
    Entry.objects.filter(person=person, is_current=True).update(is_current=False)
    entry, _created = Entry.objects.update_or_create(person=person, **card, defaults={**told, "is_current": True})
    save_person(person)
    emit(EntryRecorded(person_id=person.pk, entry_id=entry.pk), actor=actor)
    return entry


def _keep_the_stay_before(person: Person, *, entered_on: date, card_series: str, card_number: str) -> None:
    before = Entry.objects.filter(person=person, is_current=True, entered_on__lt=entered_on).first()
    if before is None or (before.card_series, before.card_number) == (card_series, card_number):
        return
    if not Stay.objects.filter(person=person, entered_on=before.entered_on, retired_at=None).exists():
        Stay.objects.create(person=person, entered_on=before.entered_on)


@transaction.atomic
def record_address(
    *, person_id: int, region: str, text: str, registered_until: date | None, actor: Actor, expected_version: int | None = None
) -> Address:
    """The address at the place of stay; the one before stays in the record. The same again changes nothing.

    Raises `portal.legal.errors.UnknownRegion`, `StaleVersion`."""
    regions.region(region)
    person = lock_person(person_id)
    told: dict[str, Any] = {"region": region, "text": text, "registered_until": registered_until}
    current = Address.objects.filter(person=person, is_current=True).first()
    if current and all(getattr(current, name) == value for name, value in told.items()):
        return current
    guard_version(person, expected_version)
    Address.objects.filter(person=person, is_current=True).update(is_current=False)
    address = Address.objects.create(person=person, **told)
    reckon_majority(person)
    save_person(person)
    emit(AddressRecorded(person_id=person.pk, address_id=address.pk, region=region), actor=actor)
    return address
