"""What the law room tells: facts for operators."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class LegalValueMissing(DomainEvent):
    """Something stopped because a figure has no value on `on`. Once per figure, scope and day of notice."""

    subject_type: ClassVar[str] = "legal.gap"
    subject_field: ClassVar[str] = "gap_id"
    gap_id: int
    key: str
    scope: str
    on: date


@dataclass(frozen=True, kw_only=True)
class LegalValueAdded(DomainEvent):
    """An operator entered a new row of the law, also one that corrects another."""

    subject_type: ClassVar[str] = "legal.value"
    subject_field: ClassVar[str] = "value_id"
    value_id: int
    key: str
    scope: str
    since: date


@dataclass(frozen=True, kw_only=True)
class CalendarDaySet(DomainEvent):
    """An operator made a day working or free, as an act says."""

    subject_type: ClassVar[str] = "legal.calendar_override"
    subject_field: ClassVar[str] = "override_id"
    override_id: int
    day: date
    is_working: bool
