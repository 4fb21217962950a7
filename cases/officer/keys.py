"""The edge of a page in the address: `2026-06-03_125`. Whatever else stands there means the first page."""

import re
from datetime import date

Key = tuple[date, int]
_SHAPE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})_([0-9]{1,18})")


def written(key: Key) -> str:
    return f"{key[0].isoformat()}_{key[1]}"


def read(text: str) -> Key | None:
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    year, month, day, pk = (int(part) for part in match.groups())
    try:
        return date(year, month, day), pk
    except ValueError:
        return None
