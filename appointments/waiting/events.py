"""What happens in the waiting list. Identifiers, codes and moments only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EntryEvent(DomainEvent):
    subject_type: ClassVar[str] = "waiting.waitingentry"
    subject_field: ClassVar[str] = "entry_id"
    entry_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class WaitingJoined(EntryEvent):
    service_id: int
    first_day: date
    last_day: date
    deadline: date | None
    deadline_source: str


@dataclass(frozen=True, kw_only=True)
class DeadlineReckoned(EntryEvent):
    """The applications of the person changed, and with them the day by which she needs the visit: her turn is another one."""

    was: date | None
    deadline: date | None
    deadline_source: str


@dataclass(frozen=True, kw_only=True)
class WaitingLeft(EntryEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class WaitingOver(EntryEvent):
    """The last day passed and no offer was accepted."""


@dataclass(frozen=True, kw_only=True)
class WaitingEnded(EntryEvent):
    """An officer saw the original of the document, by which this turn was, with somebody else (`seen_id`)."""

    seen_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceOffered(EntryEvent):
    offer_id: int
    slot_id: int
    accept_until: datetime


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(EntryEvent):
    offer_id: int
    slot_id: int
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(EntryEvent):
    offer_id: int
    slot_id: int


@dataclass(frozen=True, kw_only=True)
class OfferLapsed(EntryEvent):
    """`ends`: it was not the first one without an answer, and the waiting is over."""

    offer_id: int
    slot_id: int
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(EntryEvent):
    """The office closed the offered time. The person keeps her place in the line."""

    offer_id: int
    slot_id: int
