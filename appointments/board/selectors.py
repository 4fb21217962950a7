"""What the board and the screen read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from appointments.board.models import Screen, Visit
from appointments.models import Booking, DayChange, Desk, Reception, ServiceAtOffice, Slot
from portal.accounts.models import User

CALLED_SHOWN: Final = 8
WAITING_SHOWN: Final = 24
LONGEST: Final = 300


def at_desk(desk: Desk) -> Visit | None:
    """The visit at this desk, also one that was begun before midnight."""
    return Visit.objects.filter(desk=desk, state__in=Visit.AT_A_DESK).first()


def waiting_for(desk: Desk, *, day: date) -> QuerySet[Visit]:
    """Who waits for this desk on a day, in order. A desk that has places of some services that day serves those, and what no desk in
    use has places for; a desk without places serves all of the office. A desk that is closed on that day keeps nothing for itself."""
    waiting = Visit.objects.filter(reception_id=desk.reception_id, day=day, state=Visit.State.WAITING).order_by("turn", "turn_at", "pk")
    away = DayChange.objects.filter(desk__reception=desk.reception_id, kind=DayChange.Kind.CLOSED, first_day__lte=day, last_day__gte=day)
    served = Slot.objects.filter(desk__reception=desk.reception_id, desk__is_open=True, day=day).exclude(state=Slot.State.CLOSED)
    pairs = set(served.exclude(desk__in=away.values("desk")).order_by().values_list("desk_id", "offered_id").distinct())
    own = {offered for at, offered in pairs if at == desk.pk}
    others = {offered for _at, offered in pairs} - own
    return waiting.exclude(offered_id__in=others) if own else waiting


@dataclass(frozen=True)
class DeskRow:
    desk: Desk
    visit: Visit | None
    done: int


@dataclass(frozen=True)
class Day:
    """One day at one office, read once."""

    expected: list[Booking]  # the first `LONGEST`
    later: int  # how many more are expected
    waiting: list[Visit]
    desks: list[DeskRow]
    ended: list[Visit]

    @property
    def at_desks(self) -> list[Visit]:
        return [row.visit for row in self.desks if row.visit is not None]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each, in the order of the day."""
        found = {
            "expected": len(self.expected) + self.later,
            "waiting": len(self.waiting),
            "called": sum(visit.state == Visit.State.CALLED for visit in self.at_desks),
            "in_service": sum(visit.state == Visit.State.IN_SERVICE for visit in self.at_desks),
        }
        return {**found, **{state: sum(visit.state == state for visit in self.ended) for state in ("done", "no_show", "unserved")}}


def day_of(reception: Reception, *, day: date) -> Day:
    """Four questions to the database; one more on a day longer than the list."""
    coming = Booking.objects.filter(offered__reception=reception, day=day, state=Booking.State.BOOKED)
    expected = list(coming.select_related("service", "case").order_by("starts_at", "pk")[:LONGEST])
    visits = list(
        Visit.objects.filter(reception=reception, day=day)
        .select_related("booking", "offered__service", "desk", "officer", "slot", "case")
        .order_by("turn", "turn_at", "pk")
    )
    ended = [visit for visit in visits if visit.ended_at is not None]
    return Day(
        expected=expected,
        later=coming.count() - LONGEST if len(expected) == LONGEST else 0,
        waiting=[visit for visit in visits if visit.state == Visit.State.WAITING],
        desks=_desks(reception, ended),
        ended=sorted(ended, key=lambda visit: visit.ended_at or visit.arrived_at, reverse=True),
    )


def _desks(reception: Reception, ended: list[Visit]) -> list[DeskRow]:
    """Also a visit of yesterday that nobody finished is at its desk still."""
    busy = Visit.objects.filter(reception=reception, state__in=Visit.AT_A_DESK).select_related(
        "booking", "offered__service", "officer", "reception", "case"
    )
    at = {visit.desk_id: visit for visit in busy}
    done = [visit.desk_id for visit in ended if visit.state == Visit.State.DONE]
    desks = sorted(Desk.objects.filter(reception=reception), key=Desk.order)
    return [DeskRow(desk, at.get(desk.pk), done.count(desk.pk)) for desk in desks if desk.is_open or desk.pk in at]


def last_at(desk: Desk, *, day: date, but: Any) -> User | None:
    """The colleague who was the last to call somebody to this desk on that day; None when it was the officer herself, or nobody."""
    visit = Visit.objects.filter(desk=desk, day=day).select_related("officer").order_by("called_at", "pk").last()
    return visit.officer if visit is not None and visit.officer_id != but.pk else None


def services_of(reception: Reception) -> list[ServiceAtOffice]:
    return list(ServiceAtOffice.objects.filter(reception=reception).select_related("service").order_by("service__code"))


@dataclass(frozen=True)
class Called:
    ticket: str
    desk: str
    calls: int
    is_called: bool  # else the person is at the desk already


@dataclass(frozen=True)
class Shown:
    """What a passer-by may see: numbers and desks."""

    called: list[Called]
    waiting: list[str]
    more: int

    @property
    def crowd(self) -> str:
        """How large the numbers can be, so that all who are called stand on one screen: nobody turns its page."""
        calls = sum(one.is_called for one in self.called)
        return "few" if calls <= CALLED_SHOWN // 2 else "many" if calls <= CALLED_SHOWN else "crowd"


def reception_of_screen(key: str) -> Reception | None:
    screen = Screen.objects.select_related("reception__office").filter(key=key[:40]).first()
    return screen.reception if screen else None


def shown_on_screen(reception: Reception, *, day: date) -> Shown:
    """Numbers called last come first. Everybody who is called is shown, however many; those at a desk already while there is room."""
    rows = Visit.objects.filter(reception=reception, day=day, state__in=[Visit.State.WAITING, *Visit.AT_A_DESK])
    visits = list(rows.select_related("desk").order_by("turn", "turn_at", "pk"))
    called = sorted((visit for visit in visits if visit.desk_id), key=_order_of_call, reverse=True)
    waiting = [visit.ticket for visit in visits if visit.state == Visit.State.WAITING]
    calls = sum(visit.state == Visit.State.CALLED for visit in called)
    most = max(CALLED_SHOWN - calls, calls)  # one that is called takes the room of two
    return Shown(
        [Called(visit.ticket, str(visit.desk), visit.calls, visit.state == Visit.State.CALLED) for visit in called[:most]],
        waiting[:WAITING_SHOWN],
        max(len(waiting) - WAITING_SHOWN, 0),
    )


def _order_of_call(visit: Visit) -> tuple[bool, datetime]:
    return visit.state == Visit.State.CALLED, visit.called_at or visit.arrived_at


__all__ = [
    "Called",
    "Day",
    "DeskRow",
    "Shown",
    "at_desk",
    "day_of",
    "last_at",
    "reception_of_screen",
    "services_of",
    "shown_on_screen",
    "waiting_for",
]
