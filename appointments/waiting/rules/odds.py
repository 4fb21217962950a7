"""What to expect of a line, from what became of those who stood in it. Too few of them say nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

ENOUGH: Final = 20
DAYS: Final = 90


@dataclass(frozen=True)
class Past:
    """One entry that ended: `waited` until the place, None when its days passed without one."""

    waited: timedelta | None


@dataclass(frozen=True)
class Odds:
    """`percent` of `entries` got a place; half of these within `wait`. None for both when too few entries ended."""

    entries: int
    percent: int | None
    wait: timedelta | None


def odds(past: Sequence[Past]) -> Odds:
    got = [one.waited for one in past if one.waited is not None]
    if len(past) < ENOUGH:
        return Odds(len(past), None, None)
    wait = timedelta(seconds=median(waited.total_seconds() for waited in got)) if got else None
    return Odds(len(past), len(got) * 100 // len(past), wait)
