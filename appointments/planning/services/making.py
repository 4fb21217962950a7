"""Places are made from the plan, again and again: what is there already stays, and what somebody has is never taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from appointments.board.models import Visit
from appointments.freed import is_awaited, is_taken_over, withdraw
from appointments.models import Booking, Reception, ServiceAtOffice, Slot
from appointments.planning.events import AppointmentsInConflict
from appointments.planning.openings import follow_draws, follow_notice
from appointments.planning.plan import Plan, furthest_day, plan_of
from appointments.rules.grid import PlannedPlace, moment_of, opening_of
from appointments.services import end_hold_of_closed
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

Key = tuple[int, date, time]
_BATCH = 2000
_SOMEBODYS = frozenset({Slot.State.HELD, Slot.State.OFFERED, Slot.State.BOOKED})
_FROM_PLAN = ("offered_id", "starts_at", "ends_at", "opens_at", "opens_secretly", "channel")


@dataclass(frozen=True)
class PlacesMade:
    """How many places were added, changed and taken away, and how many appointments lost their places just now."""

    added: int
    changed: int
    removed: int
    in_conflict: int


@transaction.atomic
def make_places(*, reception_id: int, through: date | None = None) -> PlacesMade:
    """Bring the places of a reception from now on into line with its plan. Doing it twice changes nothing.

    A place that the plan no longer has is taken away when nobody has it. When somebody has, it is closed: the booking stays until the
    office moves or cancels it (`conflicts`). `through`: the last day, by default the furthest horizon; what somebody has
    beyond it stays."""
    reception = Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)
    plan, now = plan_of(reception), clock.now()
    present = list(Slot.objects.filter(desk__reception=reception, ends_at__gt=now))
    occupied = _occupied(present)
    somebodys = [slot for slot in present if slot.state in _SOMEBODYS or slot.pk in occupied]  # also one that has begun
    taken = _by_desk_and_day(somebodys)
    existing = [slot for slot in present if slot.starts_at > now]
    # Fewer days ahead than before: what was promised beyond them is kept by the same plan.
    last = max([through or furthest_day(reception, clock.today(plan.zone)), *(slot.day for slot in somebodys)])
    planned = list(_planned(reception, plan, now, last))
    follow_draws(planned)
    wanted = {_key(slot): slot for slot in planned if not _overlaps(slot, taken)}
    known = {_key(slot): slot for slot in existing}
    extra = {key for key, slot in wanted.items() if follow_notice(slot, known.get(key), now=now, zone=plan.zone)}
    unlike = _locked([slot for slot in existing if _is_unlike(slot, wanted.get(_key(slot)))])
    just_taken = _by_desk_and_day(slot for slot in unlike if slot.state in _SOMEBODYS)  # booked while this was reckoned
    wanted = {key: slot for key, slot in wanted.items() if not _overlaps(slot, just_taken)}
    removed, newly = _take_away([slot for slot in unlike if _key(slot) not in wanted])
    changed = _bring_into_line([slot for slot in unlike if _key(slot) in wanted], wanted)
    missing = [slot for key, slot in wanted.items() if key not in known]
    Slot.objects.bulk_create(missing, batch_size=_BATCH)
    given = _offer_to_who_waits([slot for key, slot in wanted.items() if key in extra], now)
    given |= {key for key, slot in known.items() if slot.state in _SOMEBODYS}
    _announce_extra([slot for key, slot in wanted.items() if key not in given], plan, now)
    if newly:
        emit(AppointmentsInConflict(reception_id=reception.pk, bookings=newly), actor=SYSTEM)
    return PlacesMade(added=len(missing), changed=changed, removed=removed, in_conflict=newly)


def _planned(reception: Reception, plan: Plan, now: datetime, last: date) -> Iterable[Slot]:
    offers = {one.pk: one for one in ServiceAtOffice.objects.filter(reception=reception).select_related("reception")}
    for place in plan.places(clock.today(plan.zone), last):
        starts_at = moment_of(place.day, place.at, plan.zone)
        if starts_at is not None and starts_at > now:
            yield _slot(place, offers[place.offered_id], starts_at, plan)


def _offer_to_who_waits(extra: Sequence[Slot], now: datetime) -> set[Key]:
    """More places than the published rule promised: who waits for such a day is asked before they open. Not what is given by lot.
    Returns those that are offered now."""
    places = {_key(slot) for slot in extra if not (slot.offered.is_drawn and slot.channel == Slot.Channel.EVERYBODY)}
    if not places:
        return set()
    of_days = {"desk__in": {desk for desk, _day, _at in places}, "day__in": {day for _desk, day, _at in places}}
    free = Slot.objects.filter(is_awaited(now), state=Slot.State.FREE, **of_days).exclude(channel=Slot.Channel.WALK_IN)
    in_order = free.select_related("offered__reception__office").order_by("starts_at", "pk")
    return {_key(slot) for slot in in_order if _key(slot) in places and is_taken_over(slot)}


def _announce_extra(free: Sequence[Slot], plan: Plan, now: datetime) -> None:
    """The pages of the office say when its extra places open, and which day is the first of them. Draws announce their own days."""
    offers = {slot.offered_id: slot.offered for slot in free}
    soonest: dict[int, tuple[datetime, date]] = {}
    for slot in free:
        is_told = slot.opens_at > now and slot.channel == Slot.Channel.EVERYBODY and not (slot.opens_secretly or slot.offered.is_drawn)
        if is_told and _published(slot.offered, slot.day, plan) <= now:
            found = (slot.opens_at, slot.day)
            soonest[slot.offered_id] = min(found, soonest.get(slot.offered_id, found))
    for key, offered in offers.items():
        extra = soonest.get(key, (None, None))
        if (offered.extra_opens_at, offered.extra_day) != extra:
            ServiceAtOffice.objects.filter(pk=key).update(extra_opens_at=extra[0], extra_day=extra[1])


def _published(offered: ServiceAtOffice, day: date, plan: Plan) -> datetime:
    return opening_of(day, horizon_days=offered.horizon_days, opens_at=offered.opens_at, zone=plan.zone)


def _slot(place: PlannedPlace, offered: ServiceAtOffice, starts_at: datetime, plan: Plan) -> Slot:
    return Slot(
        offered=offered,
        desk_id=place.desk_id,
        day=place.day,
        at=place.at,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=place.minutes),
        opens_at=_published(offered, place.day, plan),
        channel=place.channel,
    )


def _key(slot: Slot) -> Key:
    return slot.desk_id, slot.day, slot.at


def _occupied(slots: Sequence[Slot]) -> set[int]:
    """Those in which a person is expected, or was: by an appointment, or with a ticket."""
    booked = Booking.objects.filter(slot__in=slots, state__in=Booking.OCCUPYING).values_list("slot_id", flat=True)
    return set(booked.union(Visit.objects.filter(slot__in=slots).values_list("slot_id", flat=True), all=True))


def _by_desk_and_day(slots: Iterable[Slot]) -> dict[tuple[int, date], list[Slot]]:
    grouped: dict[tuple[int, date], list[Slot]] = {}
    for slot in slots:
        grouped.setdefault((slot.desk_id, slot.day), []).append(slot)
    return grouped


def _overlaps(slot: Slot, taken: dict[tuple[int, date], list[Slot]]) -> bool:
    """Is somebody expected at this desk in another place of this time, by what was booked before the plan changed?"""
    beside = taken.get((slot.desk_id, slot.day), ())
    return any(one.starts_at < slot.ends_at and slot.starts_at < one.ends_at and one.at != slot.at for one in beside)


def _is_unlike(slot: Slot, planned: Slot | None) -> bool:
    if planned is None:
        return slot.state != Slot.State.CLOSED
    if slot.state == Slot.State.FREE:
        return any(getattr(slot, name) != getattr(planned, name) for name in _FROM_PLAN)
    return slot.state == Slot.State.CLOSED


def _locked(slots: Sequence[Slot]) -> list[Slot]:
    """The same rows as they are now, locked in the order of their keys. A buyer waits for none of the others."""
    return list(Slot.objects.select_for_update(of=("self",)).filter(pk__in=[slot.pk for slot in slots]).order_by("id"))


def _take_away(unplanned: Sequence[Slot]) -> tuple[int, int]:
    """How many free places went, and how many appointments lost theirs. A place that a record speaks of is closed and stays. Who holds
    one at this moment loses it, to whom it is offered is told."""
    for slot in unplanned:
        if slot.state in Slot.WAITS:
            _close_waiting(slot)
    going = [slot for slot in unplanned if slot.state in (Slot.State.FREE, Slot.State.BOOKED)]
    free = [slot for slot in going if slot.state == Slot.State.FREE]
    recorded = _recorded(going)
    Slot.objects.filter(pk__in=[slot.pk for slot in free if slot.pk not in recorded]).delete()
    Slot.objects.filter(pk__in=[slot.pk for slot in going if slot.state == Slot.State.BOOKED or slot.pk in recorded]).update(
        state=Slot.State.CLOSED
    )
    return len(free), Booking.objects.filter(slot__in=going, state=Booking.State.BOOKED).count()  # who has come is received all the same


def _close_waiting(slot: Slot) -> None:
    was_offered = slot.state == Slot.State.OFFERED
    if not was_offered and not end_hold_of_closed(slot):
        return
    slot.state, slot.held_until = Slot.State.CLOSED, None
    slot.save(update_fields=["state", "held_until"])
    if was_offered:
        withdraw(slot)


def _recorded(slots: Sequence[Slot]) -> set[int]:
    """Those that some row refers to: a former booking, or what a room above keeps (an offer, a draw)."""
    found: set[int] = set()
    for relation in Slot._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": slots})
        found.update(rows.values_list(relation.field.attname, flat=True))
    return found


def _bring_into_line(slots: Sequence[Slot], wanted: dict[Key, Slot]) -> int:
    """A free place takes what the plan says now; a closed one opens again. What somebody has keeps the length it was booked with."""
    occupied = _occupied(slots)
    for slot in slots:
        if slot.state == Slot.State.CLOSED:
            slot.state = Slot.State.BOOKED if slot.pk in occupied else Slot.State.FREE
        if slot.state == Slot.State.FREE:
            for name in _FROM_PLAN:
                setattr(slot, name, getattr(wanted[_key(slot)], name))
    Slot.objects.bulk_update(slots, ["state", "offered", *_FROM_PLAN[1:]], batch_size=_BATCH)
    return len(slots)


__all__ = ["PlacesMade", "make_places"]
