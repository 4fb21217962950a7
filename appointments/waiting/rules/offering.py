"""How long an offer stands, and whether a place is far enough to be offered at all. By the wall clock of the office."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

TO_ANSWER: Final = timedelta(minutes=30)
TO_COME: Final = timedelta(hours=2)  # from the last moment of the answer to the visit, at the least
SILENT_AFTER: Final = 2  # offers in a row without an answer end the waiting: each keeps a place from those who would answer
NIGHT_FROM, NIGHT_UNTIL = time(22), time(8)


def accept_until(now: datetime, zone: ZoneInfo) -> datetime:
    """30 minutes from now; of an offer made at night, from 8:00: nobody is woken, and nobody loses a turn by sleeping."""
    local = now.astimezone(zone)
    if NIGHT_UNTIL <= local.time() < NIGHT_FROM:
        return now + TO_ANSWER
    day = local.date() + timedelta(days=local.time() >= NIGHT_FROM)
    return datetime.combine(day, NIGHT_UNTIL, zone).astimezone(now.tzinfo) + TO_ANSWER


def is_far_enough(starts_at: datetime, answer_until: datetime, lead_hours: int) -> bool:
    """Can who answers at the last moment still come, and does the office still take such a booking?"""
    return starts_at >= answer_until + max(TO_COME, timedelta(hours=lead_hours))
