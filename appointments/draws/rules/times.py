"""When a draw takes place, and whether it ends before its places would open to everybody."""

from datetime import datetime, timedelta
from typing import Final

TO_LOOK: Final = timedelta(minutes=30)  # between the published list of requests and the lot: time to save the list
TO_CONFIRM: Final = timedelta(hours=24)
SHORTEST: Final = timedelta(hours=24)  # of the time to ask: a draw is not a race

LONGEST_NEEDED: Final = SHORTEST + TO_LOOK + TO_CONFIRM + timedelta(hours=1)  # for a whole draw that is announced now


def draws_at(requests_until: datetime) -> datetime:
    return requests_until + TO_LOOK


def ends_at(requests_until: datetime) -> datetime:
    """When the last winner has confirmed or let the place go."""
    return draws_at(requests_until) + TO_CONFIRM
