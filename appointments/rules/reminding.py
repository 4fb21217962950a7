"""When somebody is reminded of a visit."""

from datetime import datetime, timedelta
from typing import Final

HOURS: Final = (72, 3)


def due(starts_at: datetime, *, settled_at: datetime, now: datetime) -> int | None:
    """How many hours before the visit the reminder is that is due at `now`; None when none is.

    Who took the time later than that needs no reminder: the confirmation has just come. When the earlier one was missed (nobody
    worked), the later one alone is sent once its time has come."""
    for hours in sorted(HOURS):
        moment = starts_at - timedelta(hours=hours)
        if moment <= now < starts_at:
            return hours if settled_at <= moment else None
    return None
