"""Keys of pages, as they stand in an address: of the last row that was shown. What is no key begins the list anew."""

import re
from datetime import date

from django.utils.dateparse import parse_date


def whole_number(text: str) -> int:
    """0 for anything but ASCII digits that fit a key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def day_and_key(text: str) -> tuple[date, int] | None:
    """ "2026-11-25.17": a day and the key of a row."""
    day, _dot, key = text.partition(".")
    try:
        found = parse_date(day) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) else None
    except ValueError:  # such a day does not exist
        return None
    return (found, whole_number(key)) if found else None
