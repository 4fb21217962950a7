"""What happens to notices of arrival. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ArrivalEvent(DomainEvent):
    subject_type: ClassVar[str] = "registration.arrivalnotice"
    subject_field: ClassVar[str] = "notice_id"
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class ArrivalFiled(ArrivalEvent):
    filed_on: date
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ArrivalClaimed(ArrivalEvent):
    """The invited guest has come; `person_id` is who the notice is about."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class ArrivalConfirmed(ArrivalEvent):
    person_id: int
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class ArrivalDenied(ArrivalEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ArrivalEnded(ArrivalEvent):
    """`status` says how: departed, moved, cancelled."""

    person_id: int
    status: str
    ended_on: date


@dataclass(frozen=True, kw_only=True)
class DoubtRaised(ArrivalEvent):
    doubt_id: int


@dataclass(frozen=True, kw_only=True)
class DoubtReturned(ArrivalEvent):
    """A second officer sent the proposal back, or who made it took it back."""

    doubt_id: int


@dataclass(frozen=True, kw_only=True)
class _OfQuestion(ArrivalEvent):
    question_id: int


@dataclass(frozen=True, kw_only=True)
class HostAsked(_OfQuestion):
    answer_by: date


@dataclass(frozen=True, kw_only=True)
class HostAnswered(_OfQuestion):
    answered_on: date


@dataclass(frozen=True, kw_only=True)
class HostQuestionTakenBack(_OfQuestion):
    pass
