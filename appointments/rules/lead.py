"""How near a time may be when it is booked."""

from datetime import datetime, timedelta


def earliest_start(now: datetime, lead_hours: int) -> datetime:
    """The first start that can still be booked at `now`, to the moment."""
    return now + timedelta(hours=lead_hours)
