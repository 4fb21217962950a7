"""What happens to a list of checks. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class BatchEvent(DomainEvent):
    subject_type: ClassVar[str] = "batches.batch"
    subject_field: ClassVar[str] = "batch_id"
    batch_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class BatchStarted(BatchEvent):
    rows: int


@dataclass(frozen=True, kw_only=True)
class BatchFinished(BatchEvent):
    pass
