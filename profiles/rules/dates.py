"""Which dates of a life are possible."""

from datetime import date
from typing import Final

OLDEST_AGE: Final = 130


def is_possible_birth(day: date, *, today: date) -> bool:
    """Born today or earlier, and not longer ago than anybody lives."""
    return today.year - OLDEST_AGE <= day.year and day <= today


def is_possible_entry(day: date, *, today: date, born: date | None) -> bool:
    """Entered today or earlier, in a lifetime."""
    return day <= today and (born or date(today.year - OLDEST_AGE, 1, 1)) <= day
