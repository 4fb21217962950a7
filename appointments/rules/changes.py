"""How often one may change one's mind: places that are taken and given back again and again are taken from others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

# Times that were held and not confirmed, by whoever hesitates, loses the connection, or keeps places for sale.
HOLDS: Final = 5
HOLDS_WITHIN: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Allowance:
    """So many changes within so many days, the day of the change being the first."""

    changes: int
    days: int


def changes_that_count(changed_on: Sequence[date], *, today: date, allowance: Allowance) -> list[date]:
    """Those of the last days, the oldest first. A change of day D counts through day D + days - 1."""
    first = today - timedelta(days=allowance.days - 1)
    return sorted(day for day in changed_on if first <= day <= today)


def again_on(changed_on: Sequence[date], *, today: date, allowance: Allowance, with_this: int = 0) -> date | None:
    """The first day on which it is allowed again; None: it is allowed today. `with_this`: a move is itself one more change."""
    counted = changes_that_count(changed_on, today=today, allowance=allowance)
    too_many = len(counted) + with_this - allowance.changes
    if too_many <= 0:
        return None
    if too_many > len(counted):
        return today + timedelta(days=allowance.days)  # none is allowed at all
    return counted[too_many - 1] + timedelta(days=allowance.days)


def hold_again_at(let_go_at: Sequence[datetime], *, now: datetime) -> datetime | None:
    """When a time can be held again after too many that were not confirmed; None: now."""
    counted = sorted(moment for moment in let_go_at if moment > now - HOLDS_WITHIN)
    return counted[-HOLDS] + HOLDS_WITHIN if len(counted) >= HOLDS else None
