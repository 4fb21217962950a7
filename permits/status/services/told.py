"""What only the person can tell. The same again changes nothing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from permits.status.errors import ContractEndsBeforeItBegins, ContractNotPossible, NoSuchDuty, UnknownReminderDays
from permits.status.events import DutyTakenBack, DutyToldDone, ReminderWishTold, WorkContractTold
from permits.status.models import REMINDER_DAYS, DutyDone, ReminderWish, WorkContract
from permits.status.reading import status_of
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.services import lock_person

FARTHEST: Final = timedelta(days=366)


@transaction.atomic
def tell_done(*, person_id: int, key: str, actor: Actor) -> None:
    """A duty of today's list is done. Raises `NoSuchDuty` for one that is not there, or that something else shows to be done."""
    person = lock_person(person_id)
    if DutyDone.objects.filter(person=person, key=key, taken_back_at=None).exists():
        return
    duty = next((duty for duty in status_of(person).status.duties if duty.key == key and duty.can_tell), None)
    if duty is None or duty.done:
        raise NoSuchDuty()
    DutyDone.objects.create(person=person, key=key, told_at=clock.now())
    emit(DutyToldDone(person_id=person.pk, code=duty.code), actor=actor)


@transaction.atomic
def take_back_done(*, person_id: int, key: str, actor: Actor) -> None:
    """It was told by mistake. Nothing happens when it was not told."""
    person = lock_person(person_id)
    if DutyDone.objects.filter(person=person, key=key, taken_back_at=None).update(taken_back_at=clock.now()):
        emit(DutyTakenBack(person_id=person.pk, code=key.partition(":")[0]), actor=actor)


@transaction.atomic
def tell_contract(*, person_id: int, begins_on: date, ends_on: date | None, actor: Actor) -> WorkContract:
    """The contract of work that the stay of a citizen of the Union follows; it replaces the one told before.

    Raises `ContractNotPossible`, `ContractEndsBeforeItBegins`."""
    person = lock_person(person_id)
    if begins_on > clock.today() + FARTHEST or begins_on < (person.birth_date or date(1900, 1, 1)):
        raise ContractNotPossible()
    if ends_on and ends_on < begins_on:
        raise ContractEndsBeforeItBegins()
    current = WorkContract.objects.filter(person=person, retired_at=None)
    same = current.filter(begins_on=begins_on, ends_on=ends_on).first()
    if same is not None:
        return same
    current.update(retired_at=clock.now())
    told = WorkContract.objects.create(person=person, begins_on=begins_on, ends_on=ends_on, told_at=clock.now())
    emit(WorkContractTold(person_id=person.pk, begins_on=begins_on, ends_on=ends_on), actor=actor)
    return told


@transaction.atomic
def end_contract(*, person_id: int, actor: Actor) -> None:
    """There is no contract, or not any more."""
    person = lock_person(person_id)
    if WorkContract.objects.filter(person=person, retired_at=None).update(retired_at=clock.now()):
        emit(WorkContractTold(person_id=person.pk, begins_on=None, ends_on=None), actor=actor)


@transaction.atomic
def tell_wish(*, person_id: int, days: Iterable[int], alarms: bool, actor: Actor) -> ReminderWish:
    """How many days before a last day the person wants to hear; none: no reminders. Raises `UnknownReminderDays`."""
    chosen = sorted(set(days), reverse=True)
    if not set(chosen) <= set(REMINDER_DAYS):
        raise UnknownReminderDays()
    person = lock_person(person_id)
    wish = ReminderWish.objects.filter(person=person).first() or ReminderWish(person=person)
    if wish.pk and (wish.days, wish.alarms) == (chosen, alarms):
        return wish
    wish.days, wish.alarms = chosen, alarms
    wish.save()
    emit(ReminderWishTold(person_id=person.pk, days=tuple(chosen), alarms=alarms), actor=actor)
    return wish
