"""An event that belongs to no room, and handlers that tests hang on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SomethingHappened(DomainEvent):
    subject_type: ClassVar[str] = "test.thing"
    subject_field: ClassVar[str] = "thing_id"
    thing_id: int
    person_id: int | None = None


Handler = Callable[..., None]
