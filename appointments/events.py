"""What happens to appointments. Identifiers, codes and moments only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class BookingEvent(DomainEvent):
    subject_type: ClassVar[str] = "appointments.booking"
    subject_field: ClassVar[str] = "booking_id"
    booking_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SlotHeld(BookingEvent):
    slot_id: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class BookingConfirmed(BookingEvent):
    slot_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class BookingMoved(BookingEvent):
    """`by_office`: the office closed the time. `by_offer`: the person took the earlier time that the waiting list offered. Else she
    chose another one; `was_closed`: because the office had closed the time; `was_imposed`: because the office had moved her to it."""

    from_slot_id: int
    slot_id: int
    starts_at: datetime
    by_office: bool
    by_offer: bool = False
    was_closed: bool = False
    was_imposed: bool = False


@dataclass(frozen=True, kw_only=True)
class BookingCancelled(BookingEvent):
    """`was_held`: it was never confirmed. `by_office`: the office closed the time and had no other to give. `by_offer`: the person
    let a held time go, because the waiting list offered another one that she took. `came`: she was there, and the office did not get to
    her that day. `was_closed`: the office had closed the time before she cancelled. `never_moved`: it had, and the day passed
    before anybody gave her another. `was_needless`: the application that the visit was for had ended before she cancelled. `unmarked`: the
    office marked nobody's arrival on that day. `of_another`: an officer saw the original of its document with somebody else. `was_imposed`:
    the office had moved her to that time."""

    slot_id: int
    was_held: bool
    by_office: bool
    by_offer: bool = False
    came: bool = False
    was_closed: bool = False
    never_moved: bool = False
    was_needless: bool = False
    unmarked: bool = False
    of_another: bool = False
    was_imposed: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldExpired(BookingEvent):
    slot_id: int


@dataclass(frozen=True, kw_only=True)
class BookingArrived(BookingEvent):
    """The person is at the office and has a ticket."""


@dataclass(frozen=True, kw_only=True)
class ChangedNameAccepted(BookingEvent):
    """An officer received the person although her name or birthday was changed after the time was booked. `ground`: why."""

    ground: str


@dataclass(frozen=True, kw_only=True)
class BookingDone(BookingEvent):
    """The visit is finished."""


@dataclass(frozen=True, kw_only=True)
class BookingMissed(BookingEvent):
    """Nobody came by the end of the office's day, or nobody came to the desk after several calls."""


@dataclass(frozen=True, kw_only=True)
class BookingNotMissed(BookingEvent):
    """It was marked as missed wrongly, and a supervisor has put that right."""


@dataclass(frozen=True, kw_only=True)
class VisitComesNear(BookingEvent):
    """`hours` before the visit. `version` is that of the booking: of a time that was left since, nobody is told."""

    hours: int
    version: int


@dataclass(frozen=True, kw_only=True)
class BringingChanged(BookingEvent):
    """The list of what to bring to this visit is another one than when it was booked."""


@dataclass(frozen=True, kw_only=True)
class ApplicationEnded(BookingEvent):
    """The application that the visit is for was decided or withdrawn; the appointment stays until the person says otherwise."""

    case_id: int


@dataclass(frozen=True, kw_only=True)
class VisitReckoned(BookingEvent):
    """The clock of the office was moved: day and hour stay, the moment is another one (`starts_at`)."""

    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class DocumentSeenWith(DomainEvent):
    """An officer saw the original of a document with this person: its number counts for nobody else. `replaces`: another record of the
    same document, with somebody else. `others`: how many profiles of other people named it then."""

    subject_type: ClassVar[str] = "appointments.documentseen"
    subject_field: ClassVar[str] = "seen_id"
    seen_id: int
    person_id: int
    ground: str
    replaces: int | None
    others: int
