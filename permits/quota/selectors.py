"""Reads of quotas."""

from datetime import date
from typing import Final

from permits.quota.models import Quota, QuotaPlace
from portal.legal import gaps

FIGURE: Final = "permits.quota"  # how operators hear which figure is missing


def quota_of(region: str, year: int) -> Quota | None:
    return Quota.objects.filter(region=region, year=year).first()


def needed_quota(region: str, *, on: date) -> Quota | None:
    """The quota that an application needs now; where there is none, an operator hears of it."""
    quota = quota_of(region, on.year)
    if quota is None:
        gaps.notice(key=FIGURE, scope=region, on=on)
    return quota


def holds_place(person_id: int) -> bool:
    """Whether an open application of this person holds a place."""
    return QuotaPlace.objects.filter(case__person_id=person_id, state=QuotaPlace.State.RESERVED).exists()


__all__ = ["FIGURE", "holds_place", "needed_quota", "quota_of"]
