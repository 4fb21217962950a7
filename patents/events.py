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


# ---- later life


@dataclass(frozen=True, kw_only=True)
class PatentReprintGranted(PatentEvent):
    """A duplicate or a change of data was granted; the new sheet waits for its fee, if there is one."""

    reprint_id: int
    case_id: int


@dataclass(frozen=True, kw_only=True)
class PatentReprinted(PatentEvent):
    """The new sheet is in force: from now on it is what the patent says."""

    reprint_id: int
    handed_out_on: date


@dataclass(frozen=True, kw_only=True)
class ContractNoticeReceived(PatentEvent):
    notice_id: int
    received_on: date
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ContractNoticeDue(PatentEvent):
    """The last day for the contract comes near: `days` is the reminder that was due."""

    days: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class AnnulmentProposed(PatentEvent):
    annulment_id: int


@dataclass(frozen=True, kw_only=True)
class AnnulmentReturned(PatentEvent):
    annulment_id: int


@dataclass(frozen=True, kw_only=True)
class PatentAnnulled(PatentEvent):
    """`annulled_on` is the first day without the patent."""

    annulment_id: int
    annulled_on: date
    on_request: bool
