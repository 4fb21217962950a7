"""What happens to a dispute. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DisputeEvent(DomainEvent):
    subject_type: ClassVar[str] = "disputes.dispute"
    subject_field: ClassVar[str] = "dispute_id"
    dispute_id: int
    person_id: int | None
    office_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeOpened(DisputeEvent):
    side: str
    decide_by: date


@dataclass(frozen=True, kw_only=True)
class DisputeTaken(DisputeEvent):
    officer_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeReleased(DisputeEvent):
    officer_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeOverdue(DisputeEvent):
    """Nobody decided by the last day."""

    decide_by: date


@dataclass(frozen=True, kw_only=True)
class DisputeStillOverdue(DisputeEvent):
    """Working days after it was announced, nobody has decided yet."""

    decide_by: date


@dataclass(frozen=True, kw_only=True)
class DisputeWithdrawn(DisputeEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DisputeDecided(DisputeEvent):
    outcome: str
