"""Who may take one more place. What happened is counted from the journal: nobody can cancel that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from appointments.errors import TooManyChanges, TooManyHolds
from appointments.events import BookingCancelled, BookingMoved, HoldExpired
from appointments.models import Booking, Service, ServiceAtOffice
from appointments.rules.changes import HOLDS, HOLDS_WITHIN, Allowance, again_on, changes_that_count, hold_again_at
from portal.events.models import Event

_MOVED, _CANCELLED, _EXPIRED = BookingMoved.event_name(), BookingCancelled.event_name(), HoldExpired.event_name()


def check_may_book(person_id: int, offered: ServiceAtOffice, *, now: datetime) -> None:
    """Raises `TooManyChanges`, `TooManyHolds`."""
    changed, let_go = _history(person_id, offered.service, now)
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
    """Moments of the person's own changes, and of held times that were let go. What the office did counts for nobody, nor what the
    waiting list offered and the person took."""
    since = now - max(timedelta(days=service.changes_days), HOLDS_WITHIN)
    mine = Booking.objects.filter(person_id=person_id, service_id=service.pk).values("pk")
    events = Event.objects.filter(subject_type=BookingCancelled.subject_type, subject_id__in=mine, occurred_at__gt=since)
    changed: list[datetime] = []
    let_go: list[datetime] = []
    for name, at, payload in events.filter(name__in=(_MOVED, _CANCELLED, _EXPIRED)).values_list("name", "occurred_at", "payload"):
        if payload.get("by_office") or payload.get("by_offer"):
            continue
        (let_go if name == _EXPIRED or payload.get("was_held") else changed).append(at)
    return changed, let_go


def _of(offered: ServiceAtOffice) -> Allowance:
    return Allowance(changes=offered.service.changes, days=offered.service.changes_days)


def _zone(offered: ServiceAtOffice) -> ZoneInfo:
    return ZoneInfo(offered.reception.zone)


def _today(offered: ServiceAtOffice, now: datetime) -> date:
    return now.astimezone(_zone(offered)).date()


__all__ = ["Outlook", "check_may_book", "check_may_move", "outlook"]
