"""The stay: entry with its migration card, the address."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import regions
from profiles.civil import latest_today
from profiles.errors import EntryInTheFuture, StayBeforeEntry
from profiles.events import AddressEnded, AddressRecorded, EntryRecorded
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
    *,
    person_id: int,
    region: str,
    text: str,
    registered_until: date | None,
    actor: Actor,
    expected_version: int | None = None,
    starts_on: date | None = None,
) -> Address:
    """The address at the place of stay; the one before stays in the record. The same again changes nothing.

    `starts_on` is told by a registration made here: its first day, a civil date of the region. Registered there, the person is
    registered nowhere else (109-FZ art. 23), so the address before ends the day before. What the person types has no first day, and
    ends nothing: it may be a correction.

    Raises `portal.legal.errors.UnknownRegion`, `StaleVersion`."""
    regions.region(region)
    person = lock_person(person_id)
    told: dict[str, Any] = {"region": region, "text": text, "registered_until": registered_until}
    if starts_on is not None:
        told["starts_on"] = starts_on
    current = Address.objects.filter(person=person, is_current=True).first()
    if current and all(getattr(current, name) == value for name, value in told.items()):
        return current
    guard_version(person, expected_version)
    if current and starts_on is not None:
        _close(current, Address.EndReason.MOVED, last_day=starts_on - timedelta(days=1))
    Address.objects.filter(person=person, is_current=True).update(is_current=False)
    address = Address.objects.create(person=person, **told)
    reckon_majority(person)
    save_person(person)
    emit(AddressRecorded(person_id=person.pk, address_id=address.pk, region=region), actor=actor)
    return address


@transaction.atomic
def end_address(*, address_id: int, reason: str, last_day: date, actor: Actor) -> Address:
    """The person is registered there no more; `last_day` is a civil date of the region, inclusive. Before the first day it means that
    there was none. The row stays; another address, as one that the person typed afterwards, is not touched. Ended already: nothing.

    The profile names no address from this moment on, until the next is told, though `last_day` may be today: what is asked afterwards
    is where the person lives now. Raises `Address.DoesNotExist`."""
    return _end_address(address_id, reason, last_day, actor)


@transaction.atomic
def annul_address(*, address_id: int, actor: Actor) -> Address:
    """The registration was cancelled as fictitious: the person was never registered there, so the address has not a single day. An
    address that ended before keeps the end it had. Raises `Address.DoesNotExist`."""
    return _end_address(address_id, Address.EndReason.CANCELLED, None, actor)


def _end_address(address_id: int, reason: str, last_day: date | None, actor: Actor) -> Address:
    person = lock_person(Address.objects.values_list("person_id", flat=True).get(pk=address_id))
    address = Address.objects.get(pk=address_id)
    if address.ended_on is not None:
        return address
    was_current = address.is_current
    ended_on = _close(address, reason, last_day=last_day)
    if was_current:
        reckon_majority(person)
    save_person(person)
    emit(AddressEnded(person_id=person.pk, address_id=address.pk, reason=str(reason), ended_on=ended_on), actor=actor)
    return address


def _close(address: Address, reason: str, *, last_day: date | None) -> date:
    """Returns the last day. Without one there was none."""
    begins = address.starts_on or localdate(address.created_at, regions.region(address.region).zone)
    never = begins - timedelta(days=1)
    address.ended_on = ended_on = never if last_day is None else max(last_day, never)
    address.end_reason, address.is_current = reason, False
    address.save(update_fields=["ended_on", "end_reason", "is_current"])
    return ended_on
