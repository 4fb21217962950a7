"""What happens to the plan of a reception. Identifiers, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar

from appointments.events import BookingEvent
from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PlanEvent(DomainEvent):
    subject_type: ClassVar[str] = "appointments.reception"
    subject_field: ClassVar[str] = "reception_id"
    reception_id: int


@dataclass(frozen=True, kw_only=True)
class PlanChanged(PlanEvent):
    """`part` is what was changed ("hours", "desk", "service", "day", "reception"), `object_id` its row, `how` "added", "changed" or
    "removed"; then how many places came of it and how many appointments lost theirs."""

    part: str
    object_id: int
    how: str
    added: int
    removed: int
    in_conflict: int


@dataclass(frozen=True, kw_only=True)
class ServiceChanged(DomainEvent):
    """What one comes for, at every office: `how` "added" or "changed", `fields` the names of what is new."""

    subject_type: ClassVar[str] = "appointments.service"
    subject_field: ClassVar[str] = "service_id"
    service_id: int
    how: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ZoneReckoned(PlanEvent):
    """The wall clock of the office has another distance from UTC than when these moments were written."""

    places: int
    bookings: int


@dataclass(frozen=True, kw_only=True)
class AppointmentsInConflict(PlanEvent):
    """So many appointments lost their places just now: the office must find them other times. `are_near`: they lost them before,
    and their time is about to come."""

    bookings: int
    are_near: bool = False


@dataclass(frozen=True, kw_only=True)
class CannotBeReceived(BookingEvent):
    """The office has closed the time of this appointment and has given no other yet: the person hears that she must not come. `version`
    is that of the booking: a time that is closed after a move is another matter."""

    version: int


@dataclass(frozen=True, kw_only=True)
class CanBeReceivedAgain(BookingEvent):
    """The time of which the person heard that (`CannotBeReceived`) is open again, and she has chosen no other: she is expected."""

    version: int
