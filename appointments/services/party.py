"""People who come together, a parent with children: all of them get neighbouring places, or nobody gets one."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.db.models import Min, QuerySet

from appointments.errors import BookingClosed, NotOffered, NotOpenYet, PlaceClosed, SlotTaken, TooLate
from appointments.events import BookingMoved, SlotHeld
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.rules.lead import earliest_start
from appointments.rules.neighbours import Place, neighbouring
from appointments.selectors import closed_while_kept, to_take, zone_of
from appointments.services import booking as bookings
from appointments.services import limits, places
from appointments.services.whom import check_known
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit

_TRIES: Final = 3


@bookings.says_why
def hold_party(
    *,
    offered_id: int,
    day: date,
    at: time,
    people: Sequence[tuple[int, int | None]],
    actor: Actor,
    channels: tuple[str, ...] = bookings.EVERYBODY,
) -> list[Booking]:
    """Keep neighbouring places for these people, each with the case it is for, for 10 minutes.

    Raises what `hold_slot` raises; then nobody has a place."""
    check_known([person_id for person_id, _case in people])
    now = clock.now()
    party = uuid.uuid4()
    taken = _lock_neighbours(offered_id, day, at, size=len(people), now=now, channels=channels, wait=True)
    held = []
    for slot, (person_id, case_id) in zip(taken, people, strict=True):
        limits.check_may_book(person_id, slot.offered, now=now, account=actor.user_id)
        booking = bookings.create(slot, person_id, actor, case_id=case_id, now=now, party=party, state=Booking.State.HELD)
        places.hold(slot, until=now + bookings.HOLD)
        emit(SlotHeld(booking_id=booking.pk, person_id=person_id, slot_id=slot.pk, until=now + bookings.HOLD), actor=actor)
        held.append(booking)
    return held


@transaction.atomic
def confirm_party(*, party: uuid.UUID, actor: Actor, people: Collection[int] | None = None) -> list[Booking]:
    """All of those who are still in the party, or of these `people`. Raises `HoldOver`, `BookingClosed`, and `PlaceClosed` when the office
    has closed the time of one of them since it was chosen: who comes together is not parted; then nobody is booked by this."""
    members = _locked(party, people)
    is_booked = bool(members) and all(one.state == Booking.State.BOOKED for one in members)
    if not is_booked and closed_while_kept(party).exists():
        raise PlaceClosed
    return [bookings.confirm_booking(booking_id=one.pk, actor=actor) for one in _some(members)]


@transaction.atomic
def let_go_of_closed(*, party: uuid.UUID, actor: Actor, people: Collection[int] | None = None) -> list[Booking]:
    """The office has closed the time of one of them while they looked once more: those of the others are let go, which counts for nobody
    and opens them at once, so that all of them can choose anew. Raises `ConfirmedMeanwhile`."""
    members = _locked(party, people)
    return [bookings.cancel_booking(booking_id=one.pk, actor=actor, by_office=True, only_held=True) for one in members]


@transaction.atomic
def cancel_party(*, party: uuid.UUID, actor: Actor, people: Collection[int] | None = None, only_held: bool = False) -> list[Booking]:
    """Nobody of the party comes, or none of these `people`. Raises what `cancel_booking` raises; then nothing is cancelled."""
    return [bookings.cancel_booking(booking_id=one.pk, actor=actor, only_held=only_held) for one in _lock(party, people)]


@bookings.says_why
def move_party(
    *,
    party: uuid.UUID,
    offered_id: int,
    day: date,
    at: time,
    actor: Actor,
    by_office: bool = False,
    people: Collection[int] | None = None,
    channels: tuple[str, ...] = bookings.EVERYBODY,
) -> list[Booking]:
    """All of the party, or of these `people`, at another time or office of the same service.

    Raises what `move_booking` raises; then everybody stays."""
    members = _lock(party, people)
    if any(one.state != Booking.State.BOOKED or bookings.has_begun(one, by_office) for one in members):
        raise BookingClosed
    taken = _lock_neighbours(offered_id, day, at, size=len(members), now=clock.now(), channels=channels, wait=False)
    if any(slot.offered.service_id != members[0].service_id for slot in taken):
        raise SlotTaken
    was_closed = any(one.slot.state == Slot.State.CLOSED for one in members)
    was_imposed = any(limits.is_imposed(one) for one in members)
    if not (by_office or was_closed or was_imposed):
        for one, slot in zip(members, taken, strict=True):
            limits.check_may_move(one, slot.offered, now=clock.now(), account=actor.user_id)
    old = [one.slot for one in members]
    for booking, slot in zip(members, taken, strict=True):
        _move(booking, slot, actor, by_office=by_office, was_closed=was_closed, was_imposed=was_imposed)
    for slot in old:
        places.give_back(slot, at_once=by_office)
    return members


def _move(booking: Booking, slot: Slot, actor: Actor, *, by_office: bool, was_closed: bool, was_imposed: bool) -> None:
    former = booking.slot_id
    bookings.put(booking, slot)
    places.sell(slot)
    emit(
        BookingMoved(
            booking_id=booking.pk,
            person_id=booking.person_id,
            from_slot_id=former,
            slot_id=slot.pk,
            starts_at=slot.starts_at,
            by_office=by_office,
            was_closed=was_closed,
            was_imposed=was_imposed,
        ),
        actor=actor,
    )


def _lock(party: uuid.UUID, people: Collection[int] | None) -> list[Booking]:
    return _some(_locked(party, people))


def _some(members: list[Booking]) -> list[Booking]:
    """Raises `BookingClosed`: none is left."""
    if not members:
        raise BookingClosed
    return members


def _locked(party: uuid.UUID, people: Collection[int] | None) -> list[Booking]:
    """The places of the party in the order of their keys, then its appointments that are not over.

    Somebody may move one of them before the locks are held: then once more."""
    active = Booking.objects.filter(party=party, state__in=Booking.ACTIVE)
    if people is not None:
        active = active.filter(person__in=people)
    while True:
        keys = set(active.values_list("slot_id", flat=True))
        list(Slot.objects.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk"))
        members = list(active.select_related("slot", "offered").select_for_update(of=("self",)).order_by("pk"))
        if {one.slot_id for one in members} <= keys:
            return members


def _lock_neighbours(
    offered_id: int, day: date, at: time, *, size: int, now: datetime, channels: tuple[str, ...], wait: bool
) -> list[Slot]:
    """Neighbouring places, locked. Chosen without locks and then locked without waiting; those that others are taking are passed over.

    When no others are left and `wait`, it waits for them: the others may give them back, or each has only a part of what it needs."""
    offered = ServiceAtOffice.objects.select_related("reception").get(pk=offered_id)
    if not (offered.is_offered and offered.reception.is_open):
        raise NotOffered
    starts = datetime.combine(day, at, zone_of(offered.reception))
    if starts < earliest_start(now, offered.lead_hours):
        raise TooLate
    of_day = Slot.objects.filter(offered_id=offered_id, day=day, channel__in=channels)
    published = of_day.filter(at=at, opens_secretly=False)  # whoever has the places: others take them meanwhile
    opens_at = published.aggregate(first=Min("opens_at"))["first"]
    if opens_at is not None and opens_at > now:
        raise NotOpenYet(opens_at, zone_of(offered.reception))
    free = of_day.filter(to_take(now), opens_at__lte=now)
    missed: set[int] = set()
    for _ in range(_TRIES):
        wanted = _choose(free.exclude(pk__in=missed), starts, size)
        slots = _locked_all(free, wanted, skip_locked=True)
        if len(slots) == size:
            return _taken(slots)
        missed |= wanted - {slot.pk for slot in slots}
        if not wanted:
            break
    if wait and missed:
        slots = _locked_all(free, _choose(free, starts, size), skip_locked=False)
        if len(slots) == size:
            return _taken(slots)
    raise SlotTaken


def _choose(free: "QuerySet[Slot]", starts: datetime, size: int) -> set[int]:
    """The keys of neighbouring places as they look now; empty when there are none."""
    found = free.values_list("pk", "desk_id", "starts_at", "ends_at")
    return {one.key for one in neighbouring([Place(*row) for row in found], size=size, at=starts) or ()}


def _locked_all(free: "QuerySet[Slot]", wanted: set[int], *, skip_locked: bool) -> list[Slot]:
    """All of the wanted places, in the order of their keys; of fewer the locks are let go, or two who each caught a part of a row would
    keep it from each other."""
    places = free.filter(pk__in=wanted).select_related("offered__reception", "offered__service")
    with transaction.atomic():
        slots = list(places.select_for_update(of=("self",), skip_locked=skip_locked).order_by("pk"))
        if len(slots) < len(wanted):
            transaction.set_rollback(True)
    return slots


def _taken(slots: list[Slot]) -> list[Slot]:
    for slot in slots:
        bookings.end_late_hold(slot)
    return sorted(slots, key=lambda one: (one.starts_at, one.pk))


__all__ = ["cancel_party", "confirm_party", "hold_party", "let_go_of_closed", "move_party"]
