"""What happens to a worker's leave to be watched. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class WatchEvent(DomainEvent):
    subject_type: ClassVar[str] = "watch.watch"
    subject_field: ClassVar[str] = "watch_id"
    watch_id: int
    person_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class WatchBegan(WatchEvent):
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class WatchEnded(WatchEvent):
    ended_by: str


@dataclass(frozen=True, kw_only=True)
class EmployerTold(WatchEvent):
    """A change or an end to come was told to the employer."""

    notice_id: int
    kind: str
