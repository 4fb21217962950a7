"""What happens to permits. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PermitEvent(DomainEvent):
    subject_type: ClassVar[str] = "permits.permit"
    subject_field: ClassVar[str] = "permit_id"
    permit_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PermitIssued(PermitEvent):
    """A decision became a permit. `valid_until` is its last day, None when it has none."""

    kind: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class PermitEntered(PermitEvent):
    """A paper document of before was entered."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class PermitEnded(PermitEvent):
    """`status` says how: replaced, annulled or ended; `ended_on` is the first day without it."""

    status: str
    ended_on: date


@dataclass(frozen=True, kw_only=True)
class ChildsStayFollowed(PermitEvent):
    """A child's stay was extended with the parent's, without an application. `valid_until` is its new last day, `order_id` the
    extension order that moved the parent's, None when it was paid further or extended by a decision."""

    valid_until: date
    order_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChildsStayShortened(PermitEvent):
    """The repeal of an extension order took the parent's last day back, and the child's with it: from `before` to `valid_until`.
    `permit_id` is the document that states the new day, or the one that ended where the day had passed."""

    before: date
    valid_until: date
    order_id: int
