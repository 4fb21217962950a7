"""What happens to quotas. Identifiers and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class QuotaEvent(DomainEvent):
    subject_type: ClassVar[str] = "quota.quota"
    subject_field: ClassVar[str] = "quota_id"
    quota_id: int


@dataclass(frozen=True, kw_only=True)
class QuotaSet(QuotaEvent):
    """Entered or changed: how many places there are now."""

    places: int


@dataclass(frozen=True, kw_only=True)
class PlaceReserved(QuotaEvent):
    case_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceUsed(QuotaEvent):
    case_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceReleased(QuotaEvent):
    case_id: int
