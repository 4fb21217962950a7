"""When a place that somebody had can be taken by others again: at a moment that nobody knows, so that nobody can hand it on."""

import secrets
from datetime import datetime, timedelta
from typing import Final

SOONEST: Final = timedelta(minutes=5)
LATEST: Final = timedelta(minutes=60)
LATEST_OF_A_HOLD: Final = timedelta(minutes=20)  # at a release thousands are kept and let go: nobody is to miss them for long
TOO_NEAR: Final = timedelta(minutes=10)


def reopens_at(after: datetime, starts_at: datetime, *, lead_hours: int, latest: timedelta = LATEST) -> datetime:
    """From 5 minutes to `latest` after that moment; for a near visit sooner: never more than half of the time in which it can still be
    booked goes by. In the last 10 minutes of it the place does not open any more: the desk is there for who comes without an
    appointment."""
    left = starts_at - timedelta(hours=lead_hours) - after
    if left <= TOO_NEAR:
        return after + max(left, timedelta()) + timedelta(seconds=1)
    most = min(latest, left / 2)
    soonest = min(SOONEST, most / 4)
    return after + soonest + timedelta(microseconds=secrets.randbelow((most - soonest) // timedelta(microseconds=1)))
