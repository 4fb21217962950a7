"""What officers do about who acts for a child. Identifiers and dates only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class _OfRemoval(DomainEvent):
    """`person_id` is the child, `guardian_id` the person who acts or acted for it."""

    subject_type: ClassVar[str] = "profiles.person"
    subject_field: ClassVar[str] = "person_id"
    person_id: int
    guardian_id: int
    guardianship_id: int
    removal_id: int


@dataclass(frozen=True, kw_only=True)
class RemovalProposed(_OfRemoval):
    pass


@dataclass(frozen=True, kw_only=True)
class RemovalReturned(_OfRemoval):
    pass


@dataclass(frozen=True, kw_only=True)
class GuardianRemoved(_OfRemoval):
    ended_on: date
    appeal_by: date


__all__ = ["GuardianRemoved", "RemovalProposed", "RemovalReturned"]
