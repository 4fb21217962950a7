"""The place behind a booking: taken under a lock that never waits for a place somebody else is taking, while another is free."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from appointments.errors import NotOffered, NotOpenYet, SlotTaken, TooLate
from appointments.freed import is_taken_over
from appointments.models import Slot
from appointments.rules.lead import earliest_start
from appointments.rules.reopening import LATEST, LATEST_OF_A_HOLD, reopens_at
from appointments.selectors import to_take, zone_of
from portal import clock

_GIVEN_BACK: Final = ("state", "held_until", "opens_at", "opens_secretly")


def lock_free_place(offered_id: int, day: date, at: time, *, now: datetime, channels: tuple[str, ...], wait: bool) -> Slot:
    """One free place at that time, locked, at whichever desk. Raises `SlotTaken`, `NotOffered`, `NotOpenYet`,
    `TooLate`.

    Places that others are taking at this moment are passed over. When no other is free and `wait`, it waits for one of them: the
    other may give it back. Only who holds no other lock may wait."""
    places = Slot.objects.filter(offered_id=offered_id, day=day, at=at, channel__in=channels)
    slot = _first_locked(places, now, skip_locked=True)
    if slot is None and wait:
        slot = _first_locked(places, now, skip_locked=False)
    if slot is None:
        raise SlotTaken
    if not (slot.offered.is_offered and slot.offered.reception.is_open):
        raise NotOffered
    if slot.opens_at > now:
        raise NotOpenYet(slot.opens_at, zone_of(slot.offered.reception))
    if slot.starts_at < earliest_start(now, slot.offered.lead_hours):
        raise TooLate
    return slot


def is_left(offered_id: int, day: date, at: time, *, now: datetime, channels: tuple[str, ...]) -> bool:
    """Without a lock: whether it is worth asking for a place at that time. At a release most people hear that it is not."""
    return Slot.objects.filter(to_take(now), offered_id=offered_id, day=day, at=at, channel__in=channels).exists()


def _first_locked(places: "QuerySet[Slot]", now: datetime, *, skip_locked: bool) -> Slot | None:
    """A place that was sold between the look and the lock stays locked although it is no answer. Whoever found none must let go of
    such locks before waiting, or two who wait hold what the other waits for."""
    free = (
        places.filter(to_take(now))
        .select_related("offered__reception", "offered__service")
        .select_for_update(of=("self",), skip_locked=skip_locked)
    )
    with transaction.atomic():
        slot = free.order_by("channel", "id").first()  # everybody's before those kept for urgent deadlines
        if slot is None:
            transaction.set_rollback(True)
    return slot


def hold(slot: Slot, *, until: datetime) -> None:
    """Not confirmed by then, it opens again later: the moment is settled here, so that it needs no tidying up."""
    slot.state, slot.held_until = Slot.State.HELD, until
    if slot.opens_at <= until:
        _open_later(slot, until, latest=LATEST_OF_A_HOLD)
    slot.save(update_fields=_GIVEN_BACK)


def offer(slot: Slot, *, until: datetime) -> None:
    slot.state, slot.held_until = Slot.State.OFFERED, until
    slot.save(update_fields=["state", "held_until"])


def sell(slot: Slot) -> None:
    slot.state, slot.held_until = Slot.State.BOOKED, None
    slot.save(update_fields=["state", "held_until"])


def give_back(slot: Slot, *, at_once: bool = False) -> None:
    """The locked place is free again: for the waiting list first, then for everybody, at a moment that nobody knows: who gives it back
    cannot hand it to somebody of her choice. A closed place stays closed.

    `at_once`: the office moves many people, and some of them are to get the places of others."""
    if slot.state == Slot.State.CLOSED:
        return
    was_held, now = slot.state == Slot.State.HELD, clock.now()
    slot.state, slot.held_until = Slot.State.FREE, None
    if is_taken_over(slot):
        return
    is_published = slot.opens_at > now and not slot.opens_secretly
    if at_once and not is_published:
        slot.opens_at, slot.opens_secretly = now, False
    elif not is_published:
        settled = slot.opens_at if was_held and slot.opens_secretly else None  # when the hold began
        _open_later(slot, now, latest=LATEST_OF_A_HOLD if was_held else LATEST)
        slot.opens_at = min(slot.opens_at, settled or slot.opens_at)
    slot.save(update_fields=_GIVEN_BACK)


def _open_later(slot: Slot, after: datetime, *, latest: timedelta) -> None:
    slot.opens_at = reopens_at(after, slot.starts_at, lead_hours=slot.offered.lead_hours, latest=latest)
    slot.opens_secretly = True
