"""Coming into the line, leaving it, and the end of the days that somebody waited for."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from appointments.errors import SameDocument
from appointments.models import DocumentSeen, ServiceAtOffice, Slot
from appointments.selectors import active_booking, zone_of
from appointments.services.limits import check_changes
from appointments.services.whom import check_known, has_same_document_booked, why_no_turn
from appointments.waiting.deadlines import deadline_of
from appointments.waiting.errors import DaysImpossible, EntryClosed, NowhereToWait, TimesAreFree, WaitsAlready
from appointments.waiting.events import DeadlineReckoned, WaitingEnded, WaitingJoined, WaitingLeft, WaitingOver
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.selectors import free_now
from appointments.waiting.services.offers import lock_offer, pass_on
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from profiles.models import Person

LONGEST: Final = 90  # days ahead


@transaction.atomic
def join(*, person_id: int, offered_ids: Sequence[int], first_day: date, last_day: date, actor: Actor, region: str = "") -> WaitingEntry:
    """Wait for a time of one service at these offices, or at any of `region`, also one that is opened later.

    The deadline is what the portal knows on this day. Raises `NowhereToWait`, `DaysImpossible`, `TimesAreFree`, `WaitsAlready`,
    `IdentityMissing`, `SameDocument`, `DocumentOfAnother`, `SharedTurn`; `TooManyChanges` of who could not book a time either."""
    check_known([person_id])
    offices = _offices(offered_ids, region)
    if has_same_document_booked(person_id, offices[0].service_id, by_others=True):
        raise SameDocument
    now = clock.now()
    today = _day_of(now, offices)
    if not today <= first_day <= last_day <= today + timedelta(days=LONGEST):
        raise DaysImpossible(days=LONGEST)
    if active_booking(person_id, offices[0].service_id) is None:
        check_changes(person_id, offices[0], now=now, account=actor.user_id)
    person = Person.objects.get(pk=person_id)
    deadline = deadline_of(person, offices[0].service, on=today)
    entry = WaitingEntry(
        person=person,
        service=offices[0].service,
        region=region,
        first_day=first_day,
        last_day=last_day,
        deadline=deadline.day if deadline else None,
        deadline_source=deadline.source if deadline else "",
        joined_at=now,
    )
    _insert(entry)
    entry.at.set(offices)
    if _free_for(entry, now).exists():
        raise TimesAreFree
    told = WaitingJoined(
        entry_id=entry.pk,
        person_id=person_id,
        service_id=entry.service_id,
        first_day=first_day,
        last_day=last_day,
        deadline=entry.deadline,
        deadline_source=entry.deadline_source,
    )
    emit(told, actor=actor)
    return entry


@transaction.atomic
def reckon_deadlines(*, person_id: int) -> int:
    """The applications of the person changed: so did, perhaps, the day by which she needs each visit that she waits for, and her turn.
    The time of joining stays. How many entries have another deadline now; once more, none.

    A day that was ahead when she joined counts also after it has passed: whoever could not be offered a time by then is not put last."""
    waits = WaitingEntry.objects.filter(person=person_id, state__in=WaitingEntry.OPEN)
    entries = list(waits.select_related("person", "service").select_for_update(of=("self",)).order_by("pk"))
    return sum(_reckon(entry) for entry in entries)


def _reckon(entry: WaitingEntry) -> bool:
    joined_on = _day_of(entry.joined_at, entry.at.select_related("reception"))
    deadline, was = deadline_of(entry.person, entry.service, on=joined_on), entry.deadline
    day, source = (deadline.day, deadline.source) if deadline else (None, "")
    if (day, source) == (was, entry.deadline_source):
        return False
    entry.deadline, entry.deadline_source, entry.reckonings = day, source, entry.reckonings + 1
    entry.save(update_fields=["deadline", "deadline_source", "reckonings"])
    told = DeadlineReckoned(entry_id=entry.pk, person_id=entry.person_id, was=was, deadline=day, deadline_source=source)
    emit(told, actor=SYSTEM)
    return True


def _day_of(moment: datetime, offices: Iterable[ServiceAtOffice]) -> date:
    """The civil day of the first of these offices to the west: nobody's day has passed."""
    return min(moment.astimezone(zone_of(offered.reception)).date() for offered in offices)


def _offices(offered_ids: Sequence[int], region: str) -> list[ServiceAtOffice]:
    found = ServiceAtOffice.objects.filter(is_offered=True, reception__is_open=True).select_related("service", "reception__office")
    chosen = list(found.filter(pk__in=offered_ids))
    if region and chosen:
        chosen = list(found.filter(reception__office__region=region, service=chosen[0].service_id))
    if not chosen or len({offered.service_id for offered in chosen}) > 1:
        raise NowhereToWait
    return chosen


def _insert(entry: WaitingEntry) -> None:
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "one_open_entry_per_service":
            raise WaitsAlready from error
        raise why_no_turn(error) or error from error


def _free_for(entry: WaitingEntry, now: datetime) -> "QuerySet[Slot]":
    """Who has an appointment waits for an earlier one, and may know of later free times."""
    free, booking = free_now(entry, now=now), active_booking(entry.person_id, entry.service_id)
    return free.filter(starts_at__lt=booking.starts_at) if booking else free


@transaction.atomic
def leave(*, entry_id: int, actor: Actor) -> None:
    """Out of the line; a time that is offered at this moment goes to the next one. Raises `EntryClosed`."""
    entry = _out_of_the_line(entry_id, WaitingEntry.State.LEFT)
    if entry is None:
        raise EntryClosed
    emit(WaitingLeft(entry_id=entry_id, person_id=entry.person_id), actor=actor)


def _out_of_the_line(entry_id: int, state: WaitingEntry.State) -> WaitingEntry | None:
    """The entry, closed; None when it was over already."""
    offer_id = Offer.objects.filter(entry_id=entry_id, state=Offer.State.OPEN).values_list("pk", flat=True).first()
    if offer_id is not None:
        slot, offer = lock_offer(offer_id)
        if offer.state == Offer.State.OPEN:
            pass_on(slot, offer, Offer.State.DECLINED, state)
            return offer.entry
    entry = WaitingEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.state != WaitingEntry.State.WAITING:
        return None
    _close(entry, state)
    return entry


def end_for_another(seen: DocumentSeen, actor: Actor) -> int:
    """An officer saw the document with somebody else: whoever waits by it is out of the line. How many there were."""
    others = WaitingEntry.objects.filter(identity=seen.identity, state__in=WaitingEntry.OPEN).exclude(whose_turn=seen.person_id)
    return sum(_end_for_another(entry_id, seen, actor) for entry_id in list(others.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _end_for_another(entry_id: int, seen: DocumentSeen, actor: Actor) -> bool:
    entry = _out_of_the_line(entry_id, WaitingEntry.State.ENDED)
    if entry is None:
        return False
    emit(WaitingEnded(entry_id=entry.pk, person_id=entry.person_id, seen_id=seen.pk), actor=actor)
    return True


def left_for_another() -> Q:
    """Of which records of seen documents somebody else still waits by it."""
    others = WaitingEntry.objects.filter(identity=OuterRef("identity"), state__in=WaitingEntry.OPEN)
    return Q(Exists(others.exclude(whose_turn=OuterRef("person_id"))))


def end_entries(*, now: datetime, at_most: int = 500) -> int:
    """Close entries whose last day has passed at every office that they wait for. How many there were."""
    passed = WaitingEntry.objects.filter(state=WaitingEntry.State.WAITING, last_day__lte=now.date()).order_by("last_day", "pk")
    return sum(_end(entry_id, now) for entry_id in list(passed.values_list("pk", flat=True)[:at_most]))


@transaction.atomic
def _end(entry_id: int, now: datetime) -> bool:
    entry = WaitingEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    zones = {zone_of(offered.reception) for offered in entry.at.select_related("reception")}
    if entry.state != WaitingEntry.State.WAITING or any(now.astimezone(zone).date() <= entry.last_day for zone in zones):
        return False
    _close(entry, WaitingEntry.State.OVER)
    emit(WaitingOver(entry_id=entry.pk, person_id=entry.person_id), actor=SYSTEM)
    return True


def _close(entry: WaitingEntry, state: WaitingEntry.State) -> None:
    entry.state, entry.closed_at = state, clock.now()
    entry.save(update_fields=["state", "closed_at"])


__all__ = ["LONGEST", "end_entries", "end_for_another", "join", "leave", "left_for_another", "reckon_deadlines"]
