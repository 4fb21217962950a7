"""What happens to a patent. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PatentEvent(DomainEvent):
    subject_type: ClassVar[str] = "patents.patent"
    subject_field: ClassVar[str] = "patent_id"
    patent_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PatentGranted(PatentEvent):
    granted_on: date


@dataclass(frozen=True, kw_only=True)
class PatentIssued(PatentEvent):
    issued_on: date
    expires_on: date
    paid_through: date


@dataclass(frozen=True, kw_only=True)
class PatentPaid(PatentEvent):
    payment_id: int
    paid_through: date
