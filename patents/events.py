"""What happens to a patent. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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
    """The last paid day has moved forward. `restored`: the patent had lapsed for everybody before the money arrived."""

    paid_through: date
    restored: bool = False


@dataclass(frozen=True, kw_only=True)
class PatentRestored(PatentEvent):
    """Money paid in time arrived late: the patent was lapsed for the world and now is not."""

    paid_through: date


@dataclass(frozen=True, kw_only=True)
class PatentShortened(PatentEvent):
    """A payment was moved back, and with it days that the patent was valid for."""

    paid_through: date
    before: date


@dataclass(frozen=True, kw_only=True)
class ChargePaid(PatentEvent):
    """A charge is covered in full. Emitted once for each charge; `case_id` is the case it was opened for."""

    charge_id: int
    purpose: str
    case_id: int | None


@dataclass(frozen=True, kw_only=True)
class PaymentUnmatched(DomainEvent):
    """Money arrived and it is not known for which patent: an officer is asked."""

    subject_type: ClassVar[str] = "patents.payment"
    subject_field: ClassVar[str] = "payment_id"
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentCompared(DomainEvent):
    """An officer said whether a payment is one that is known under another identity: `same_as`, or None for another payment."""

    subject_type: ClassVar[str] = "patents.payment"
    subject_field: ClassVar[str] = "payment_id"
    payment_id: int
    same_as: int | None


@dataclass(frozen=True, kw_only=True)
class RefusedLineEvent(DomainEvent):
    """About a line of a bank's file that could not be read as a payment."""

    subject_type: ClassVar[str] = "patents.registry_line"
    subject_field: ClassVar[str] = "line_id"
    line_id: int


@dataclass(frozen=True, kw_only=True)
class LineRead(RefusedLineEvent):
    """An officer opened the text of the line: it holds names."""


@dataclass(frozen=True, kw_only=True)
class PaymentEntered(RefusedLineEvent):
    """An officer entered the payment that the line tells of. `outcome`: "counted", "unmatched", or "known" when it was told before."""

    payment_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class LineSetAside(RefusedLineEvent):
    """An officer found no payment in the line. The reason stands with the decision."""


@dataclass(frozen=True, kw_only=True)
class PaymentMoved(PatentEvent):
    """An officer moved a payment back: it does not count for this patent any more. The reason stands with the allocation."""

    payment_id: int
    allocation_id: int
    shortened: bool  # days went with it: `PatentShortened` tells of them


@dataclass(frozen=True, kw_only=True)
class RefundAdvised(PatentEvent):
    """An officer told the holder that so much money is left over, roubles, and who gives it back."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PatentExpiring(PatentEvent):
    """The paid days end soon. `days` is which of the warnings this is."""

    paid_through: date
    days: int


@dataclass(frozen=True, kw_only=True)
class PatentEnding(PatentEvent):
    """All twelve months are paid and end soon: no payment makes them longer. `days` is which of the warnings this is."""

    ends_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class PatentEnded(PatentEvent):
    """The twelve months, all paid, are over, and no patent that was issued follows."""

    ended_on: date


@dataclass(frozen=True, kw_only=True)
class PatentLapsed(PatentEvent):
    """The last paid day is over. `may_be_saved_by`: payments in the queue that look like this person's; an officer is asked."""

    paid_through: date
    may_be_saved_by: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaymentMaySave(PatentEvent):
    """Money in the queue, made in time, may be this patent's, whose paid days end or have ended: the officers are asked."""

    paid_through: date
    payments: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PatentExtended(PatentEvent):
    """An extension order moved the last valid day from `before` to `after`; `stated` is the paid day."""

    order_id: int
    stated: date
    before: date
    after: date


@dataclass(frozen=True, kw_only=True)
class PatentDaysTakenBack(PatentEvent):
    """The repeal of an extension order moved the last valid day back from `before` to `after`."""

    order_id: int
    stated: date
    before: date
    after: date


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
class ReprintFeeDue(PatentEvent):
    """The new sheet still waits for its fee, so many days after it was granted."""

    reprint_id: int
    days: int


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
