"""What happens to visits. Identifiers, codes and moments only; a visit without an appointment belongs to nobody known."""

from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class VisitEvent(DomainEvent):
    subject_type: ClassVar[str] = "board.visit"
    subject_field: ClassVar[str] = "visit_id"
    visit_id: int


@dataclass(frozen=True, kw_only=True)
class TicketGiven(VisitEvent):
    booking_id: int | None
    is_urgent: bool


@dataclass(frozen=True, kw_only=True)
class VisitCalled(VisitEvent):
    """`calls`: for the how-manieth time."""

    desk_id: int
    calls: int


@dataclass(frozen=True, kw_only=True)
class VisitStarted(VisitEvent):
    desk_id: int


@dataclass(frozen=True, kw_only=True)
class VisitSentBack(VisitEvent):
    desk_id: int


@dataclass(frozen=True, kw_only=True)
class VisitEnded(VisitEvent):
    """`how`: done, no_show, unserved."""

    how: str


@dataclass(frozen=True, kw_only=True)
class DayUnmarked(DomainEvent):
    """A day is over, people had appointments, and nobody was marked as arrived."""

    subject_type: ClassVar[str] = "board.unmarkedday"
    subject_field: ClassVar[str] = "day_id"
    day_id: int
    visits: int


@dataclass(frozen=True, kw_only=True)
class DayAnswered(DomainEvent):
    """A supervisor said whether the office was open on that day; if so, so many have missed their appointments."""

    subject_type: ClassVar[str] = "board.unmarkedday"
    subject_field: ClassVar[str] = "day_id"
    day_id: int
    was_open: bool
    missed: int


@dataclass(frozen=True, kw_only=True)
class ScreenOpened(DomainEvent):
    """The waiting screen of an office got a new address; the former one shows nothing any more."""

    subject_type: ClassVar[str] = "board.screen"
    subject_field: ClassVar[str] = "screen_id"
    screen_id: int
