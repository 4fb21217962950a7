"""Which new time an office proposes to somebody whose time it closes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

NOTICE: Final = timedelta(hours=48)  # so long before it somebody hears of a time that is earlier than the one she knows


def is_sudden(start: datetime, *, to: datetime, now: datetime) -> bool:
    """Earlier than the moment that she knows, and so soon that she may not have read of it by then."""
    return start < to and start < now + NOTICE


def nearest(starts: Iterable[tuple[datetime, date]], *, to: datetime, deadline: date | None, now: datetime) -> tuple[datetime, date] | None:
    """Of free times (moment, civil day) the one nearest to the old moment `to`. Days after the deadline only when no other is free; of
    the rest, a sudden one only when there is no other."""

    def order(one: tuple[datetime, date]) -> tuple[bool, bool, timedelta, datetime]:
        is_late = deadline is not None and one[1] > deadline
        return is_late, is_sudden(one[0], to=to, now=now), abs(one[0] - to), one[0]

    return min(starts, key=order, default=None)


__all__ = ["NOTICE", "is_sudden", "nearest"]
