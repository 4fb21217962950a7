"""Which places people take who come together: a parent with children."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

NEAR: Final = timedelta(minutes=60)


@dataclass(frozen=True)
class Place:
    key: int
    desk: int
    starts: datetime
    ends: datetime


def neighbouring(places: Iterable[Place], *, size: int, at: datetime) -> Sequence[Place] | None:
    """`size` free places, the first of them starting `at`; None when there are none.

    One after another at one desk; else at the same time at several desks; else the nearest that begin within 60 minutes."""
    ahead = sorted((one for one in places if one.starts >= at), key=lambda one: (one.starts, one.key))
    first = [one for one in ahead if one.starts == at]
    if not first:
        return None
    in_a_row = (_in_a_row(start, ahead, size) for start in first)
    if found := next((row for row in in_a_row if row), None):
        return found
    if len(first) >= size:
        return first[:size]
    near = [one for one in ahead if one.starts - at <= NEAR]
    return near[:size] if len(near) >= size else None


def _in_a_row(start: Place, ahead: Sequence[Place], size: int) -> list[Place]:
    row = [start, *(one for one in ahead if one.desk == start.desk and one.starts > start.starts)][:size]
    unbroken = len(row) == size and all(one.ends == following.starts for one, following in pairwise(row))
    return row if unbroken else []
