"""The draw, algorithm 1: docs/draws.md says it so that anybody can write it again. Nothing here knows a person, a clock or a table.

Canonical lines, ASCII. A request: `CODE DAY,DAY,... PART`, its days in order; a place: `ID DAY HH:MM`.
Digest: SHA-256 of the request lines in order of text, an empty line, the place lines in order of text, joined by LF.
Order: by HMAC-SHA256(key = seed, message = digest LF outside LF code), smaller first.
Each in turn gets the earliest place left that fits."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

ALGORITHM: Final = "1"
NOON: Final = time(12)
ANY, MORNING, AFTERNOON = "any", "morning", "afternoon"


@dataclass(frozen=True)
class Request:
    """Which days, and which part of them: "any", "morning" (before 12:00) or "afternoon" (from 12:00)."""

    code: str
    days: tuple[date, ...]
    part: str

    def line(self) -> str:
        return f"{self.code} {','.join(day.isoformat() for day in sorted(self.days))} {self.part}"

    def fits(self, place: "Place") -> bool:
        part = MORNING if place.at < NOON else AFTERNOON
        return place.day in self.days and self.part in (ANY, part)


@dataclass(frozen=True)
class Place:
    id: int
    day: date
    at: time

    def line(self) -> str:
        return f"{self.id} {self.day.isoformat()} {self.at:%H:%M}"


@dataclass(frozen=True)
class Result:
    """`rank` is the turn, 1 first; `place` the id of the place, None when none that fits was left."""

    code: str
    rank: int
    place: int | None


def commitment(seed: bytes) -> str:
    return hashlib.sha256(seed).hexdigest()


def digest(requests: Iterable[Request], places: Iterable[Place]) -> str:
    lines = [*sorted(request.line() for request in requests), "", *sorted(place.line() for place in places)]
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()


def draw(*, seed: bytes, outside: str, requests: Sequence[Request], places: Sequence[Place]) -> list[Result]:
    """Who gets what, in the order of turns. The order in which requests and places are given does not matter."""
    message = f"{digest(requests, places)}\n{outside}\n"
    turns = sorted(requests, key=lambda request: (_turn(seed, message + request.code), request.code))
    left = dict.fromkeys(sorted(places, key=lambda place: (place.day, place.at, place.id)))
    results = []
    for rank, request in enumerate(turns, start=1):
        place = next((one for one in left if request.fits(one)), None)
        if place is not None:
            del left[place]
        results.append(Result(request.code, rank, place.id if place else None))
    return results


def _turn(seed: bytes, message: str) -> bytes:
    return hmac.new(seed, message.encode("utf-8"), hashlib.sha256).digest()


__all__ = ["AFTERNOON", "ALGORITHM", "ANY", "MORNING", "Place", "Request", "Result", "commitment", "digest", "draw"]
