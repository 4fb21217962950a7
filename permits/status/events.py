"""What happens to a person's duties and how they are reminded. Codes and dates only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class _OfPerson(DomainEvent):
    subject_type: ClassVar[str] = "profiles.person"
    subject_field: ClassVar[str] = "person_id"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class DutyDue(_OfPerson):
    """A reminder, `days` before the last day. `reminder_id` is its row in the ledger."""

    reminder_id: int
    code: str
    due_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class DutyToldDone(_OfPerson):
    code: str


@dataclass(frozen=True, kw_only=True)
class DutyTakenBack(_OfPerson):
    code: str


@dataclass(frozen=True, kw_only=True)
class WorkContractTold(_OfPerson):
    """`ends_on` None: without a last day. Both None: there is no contract."""

    begins_on: date | None
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class ReminderWishTold(_OfPerson):
    days: tuple[int, ...]
    alarms: bool


@dataclass(frozen=True, kw_only=True)
class CalendarAddressMade(_OfPerson):
    address_id: int


@dataclass(frozen=True, kw_only=True)
class CalendarAddressRevoked(_OfPerson):
    address_id: int
