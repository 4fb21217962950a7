"""Who may take one more place. What happened is counted from the journal: nobody can cancel that."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from appointments.errors import AlreadyBooked, TooManyChanges, TooManyHolds
from appointments.events import BookingCancelled, BookingMoved, HoldExpired
from appointments.models import Booking, Service, ServiceAtOffice
from appointments.rules.changes import HOLDS, HOLDS_WITHIN, Allowance, again_on, changes_that_count, hold_again_at
from portal.events.models import Event

_MOVED, _CANCELLED, _EXPIRED = BookingMoved.event_name(), BookingCancelled.event_name(), HoldExpired.event_name()
_OF_OTHERS = ("by_office", "by_offer", "was_closed")


def check_may_book(person_id: int, offered: ServiceAtOffice, *, now: datetime) -> None:
    """Raises `TooManyChanges`, `TooManyHolds`."""
    _check(*_history(person_id, offered.service, now), offered, now)


@dataclass(frozen=True)
class Barred:
    """Why no time can be taken at all, to be said before people look for one. `number`: the appointment that is there already."""

    reason: str
    number: str = ""


def barred(people: Collection[int], offered: ServiceAtOffice, *, now: datetime) -> Barred | None:
    """What would refuse one of these people whichever time they chose; None: nothing. One query for whoever never had an appointment
    for this, two for others."""
    rows = Booking.objects.filter(person__in=people, service=offered.service_id).order_by("pk")
    person_of: dict[int, int] = {}
    for key, person_id, number, state, until in rows.values_list("pk", "person_id", "number", "state", "hold_until"):
        person_of[key] = person_id
        if state in Booking.ACTIVE and (until is None or until > now):
            return Barred(str(AlreadyBooked()), number)
    past = _past(list(person_of), offered.service, now) if person_of else []
    for person_id in people:
        try:
            _check(*_split([one for one in past if person_of[one.booking_id] == person_id]), offered, now)
        except (TooManyChanges, TooManyHolds) as refusal:
            return Barred(str(refusal))
    return None


def _check(changed: list[datetime], let_go: list[datetime], offered: ServiceAtOffice, now: datetime) -> None:
    _check_changes(changed, offered, now, with_this=0)
    again = hold_again_at(let_go, now=now)
    if again is not None:
        raise TooManyHolds(times=HOLDS, again=date_format(again.astimezone(_zone(offered)), "j E, H:i"))


def check_may_move(person_id: int, offered: ServiceAtOffice, *, now: datetime) -> None:
    """Raises `TooManyChanges`."""
    changed, _let_go = _history(person_id, offered.service, now)
    _check_changes(changed, offered, now, with_this=1)


@dataclass(frozen=True)
class Outlook:
    """What changing one's mind would mean today: `left` moves and cancellations of the last `days` days are free of consequences.

    `move_again`: the first day on which a move is allowed, None today. `book_again`: the first day on which a new appointment could be
    made after a cancellation today, None at once. Days by the clock of the office."""

    left: int
    days: int
    move_again: date | None
    book_again: date | None


def outlook(people: Iterable[int], offered: ServiceAtOffice, *, now: datetime) -> Outlook:
    """To be said before people change their minds; of several who come together the one with the fewest changes left decides."""
    found = [_outlook(person_id, offered, now) for person_id in people]
    return Outlook(
        left=min(one.left for one in found),
        days=offered.service.changes_days,
        move_again=max((one.move_again for one in found if one.move_again), default=None),
        book_again=max((one.book_again for one in found if one.book_again), default=None),
    )


def _outlook(person_id: int, offered: ServiceAtOffice, now: datetime) -> Outlook:
    changed, _let_go = _history(person_id, offered.service, now)
    today, allowance = _today(offered, now), _of(offered)
    days = [at.astimezone(_zone(offered)).date() for at in changed]
    counted = changes_that_count(days, today=today, allowance=allowance)
    return Outlook(
        left=max(0, allowance.changes - len(counted)),
        days=allowance.days,
        move_again=again_on(days, today=today, allowance=allowance, with_this=1),
        book_again=again_on([*days, today], today=today, allowance=allowance),
    )


def _check_changes(changed: list[datetime], offered: ServiceAtOffice, now: datetime, *, with_this: int) -> None:
    zone, today, allowance = _zone(offered), _today(offered, now), _of(offered)
    days = [at.astimezone(zone).date() for at in changed]
    again = again_on(days, today=today, allowance=allowance, with_this=with_this)
    if again is not None:
        counted = changes_that_count(days, today=today, allowance=allowance)
        raise TooManyChanges(times=len(counted), days=allowance.days, again=date_format(again, "j E Y"))


def _history(person_id: int, service: Service, now: datetime) -> tuple[list[datetime], list[datetime]]:
    """Moments of the person's own changes, and of held times that were let go. What the office did counts for nobody, nor leaving a time
    that it had closed, nor what the waiting list offered and the person took."""
    return _split(_past(Booking.objects.filter(person_id=person_id, service_id=service.pk).values("pk"), service, now))


@dataclass(frozen=True)
class _Past:
    booking_id: int
    at: datetime
    was_held: bool


def _past(bookings: Any, service: Service, now: datetime) -> list[_Past]:
    """What people did to these appointments lately."""
    since = now - max(timedelta(days=service.changes_days), HOLDS_WITHIN)
    events = Event.objects.filter(subject_type=BookingCancelled.subject_type, subject_id__in=bookings, occurred_at__gt=since)
    rows = events.filter(name__in=(_MOVED, _CANCELLED, _EXPIRED)).values_list("subject_id", "name", "occurred_at", "payload")
    own = (row for row in rows if not any(row[3].get(why) for why in _OF_OTHERS))
    return [_Past(key, at, name == _EXPIRED or bool(payload.get("was_held"))) for key, name, at, payload in own]


def _split(past: list[_Past]) -> tuple[list[datetime], list[datetime]]:
    return [one.at for one in past if not one.was_held], [one.at for one in past if one.was_held]


def _of(offered: ServiceAtOffice) -> Allowance:
    return Allowance(changes=offered.service.changes, days=offered.service.changes_days)


def _zone(offered: ServiceAtOffice) -> ZoneInfo:
    return ZoneInfo(offered.reception.zone)


def _today(offered: ServiceAtOffice, now: datetime) -> date:
    return now.astimezone(_zone(offered)).date()


__all__ = ["Barred", "Outlook", "barred", "check_may_book", "check_may_move", "outlook"]
