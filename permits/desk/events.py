"""The early end of a permit, as two officers decide it. Identifiers and dates only."""

from dataclasses import dataclass
from datetime import date

from permits.events import PermitEvent


@dataclass(frozen=True, kw_only=True)
class EndingProposed(PermitEvent):
    ending_id: int


@dataclass(frozen=True, kw_only=True)
class EndingReturned(PermitEvent):
    ending_id: int


@dataclass(frozen=True, kw_only=True)
class EndingDecided(PermitEvent):
    """`ends_on` is the first day without the permit."""

    ending_id: int
    ends_on: date
