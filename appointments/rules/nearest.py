"""Which new time an office proposes to somebody whose time it closes."""

from collections.abc import Iterable
from datetime import date, datetime


def nearest(starts: Iterable[tuple[datetime, date]], *, to: datetime, deadline: date | None) -> tuple[datetime, date] | None:
    """Of free times (moment, civil day) the one nearest to the old moment `to`; days after the deadline only when nothing else is free."""
    times = list(starts)
    in_time = [one for one in times if deadline is None or one[1] <= deadline]
    return min(in_time or times, key=lambda one: (abs(one[0] - to), one[0]), default=None)
