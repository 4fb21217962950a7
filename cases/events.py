"""What happens to a case. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CaseEvent(DomainEvent):
    subject_type: ClassVar[str] = "cases.case"
    subject_field: ClassVar[str] = "case_id"
    case_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    procedure: str


@dataclass(frozen=True, kw_only=True)
class CaseSubmitted(CaseEvent):
    decide_by: date


@dataclass(frozen=True, kw_only=True)
class CaseTaken(CaseEvent):
    officer_id: int


@dataclass(frozen=True, kw_only=True)
class CaseReleased(CaseEvent):
    officer_id: int


@dataclass(frozen=True, kw_only=True)
class InformationRequested(CaseEvent):
    request_id: int
    answer_by: date


@dataclass(frozen=True, kw_only=True)
class InformationProvided(CaseEvent):
    request_id: int


@dataclass(frozen=True, kw_only=True)
class InvitedToCounter(CaseEvent):
    """`what`: codes of what the applicant shall show or give at the counter."""

    request_id: int
    answer_by: date
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SeenAtTheCounter(CaseEvent):
    """`closes`: the invitation is met, and the case is under review again."""

    what: tuple[str, ...]
    closes: bool


@dataclass(frozen=True, kw_only=True)
class DecisionProposed(CaseEvent):
    decision_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DecisionReturned(CaseEvent):
    decision_id: int


@dataclass(frozen=True, kw_only=True)
class CaseGranted(CaseEvent):
    decision_id: int


@dataclass(frozen=True, kw_only=True)
class CaseRefused(CaseEvent):
    decision_id: int
    ground: str
    appeal_by: date


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(CaseEvent):
    was: str


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(CaseEvent):
    decide_by: date
    office_id: int
