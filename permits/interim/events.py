"""What happens to interim certificates. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class InterimEvent(DomainEvent):
    subject_type: ClassVar[str] = "interim.certificate"
    subject_field: ClassVar[str] = "certificate_id"
    certificate_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class InterimGiven(InterimEvent):
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class InterimRenewed(InterimEvent):
    """The decision is still to come: codes are signed for another term."""

    valid_until: date


@dataclass(frozen=True, kw_only=True)
class InterimEnded(InterimEvent):
    """`outcome`: granted, refused or withdrawn."""

    outcome: str
