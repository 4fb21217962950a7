"""What everybody may read of a draw, as one JSON document: codes and wishes, places, digest, seed and results. No person is in it.

Once the list is closed the document is made at each step of the draw and kept; `published` hands it out. `check` recomputes the draw
from the document alone."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any, Final

from django.db.models import Q

from appointments.draws.models import Draw, DrawDocument, DrawRequest
from appointments.draws.rules.draw import AFTERNOON, ALGORITHM, ANY, MORNING, Place, Request, Result, commitment, digest, draw
from appointments.draws.selectors import as_drawn

FORMAT: Final = "1"  # of the document; another one makes every kept document anew
_CODE: Final = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_PARTS: Final = frozenset({ANY, MORNING, AFTERNOON})
FINAL: Final = frozenset({Draw.State.SETTLED.value, Draw.State.CALLED_OFF.value})
_CLOSED = frozenset({Draw.State.CLOSED.value, Draw.State.DRAWN.value, Draw.State.SETTLED.value})


class NotADraw(ValueError):
    """The document is not one of a draw; the text says what is wrong."""


def document(found: Draw) -> dict[str, Any]:
    """Requests and places appear with the close of the list; seed and results when the lot is cast."""
    requests, places = as_drawn(found) if found.state in _CLOSED else ([], [])
    return {
        "draw": str(found.number),
        "state": found.state,
        "algorithm": found.algorithm,
        "first_day": found.first_day.isoformat(),
        "last_day": found.last_day.isoformat(),
        "requests_from": found.requests_from.isoformat(),
        "requests_until": found.requests_until.isoformat(),
        "commitment": found.commitment,
        "outside_source": found.outside_source,
        "outside_value": found.outside_value,
        "digest": found.digest,
        "seed": found.seed,
        "requests": [
            {"code": one.code, "days": [day.isoformat() for day in sorted(one.days)], "part": one.part}
            for one in sorted(requests, key=lambda one: one.code)
        ],
        "places": [
            {"id": one.id, "day": one.day.isoformat(), "at": f"{one.at:%H:%M}"}
            for one in sorted(places, key=lambda one: (one.day, one.at, one.id))
        ],
        "results": [{"code": code, "rank": rank, "place": place} for code, rank, place in _results(found)],
    }


def _results(found: Draw) -> Iterable[tuple[str, int, int | None]]:
    if not found.seed:
        return []
    drawn = DrawRequest.objects.filter(draw=found, rank__isnull=False).order_by("rank")
    return [(code, rank or 0, place) for code, rank, place in drawn.values_list("code", "rank", "place__slot_id")]


def version_of(found: Draw) -> str:
    """Changes with everything that can change in the document: what is announced, the closed list and the results stay as they are."""
    seen = "\n".join(map(str, (found.number, found.state, found.digest, found.outside_value, found.seed)))
    return f"{FORMAT}-{hashlib.sha256(seen.encode()).hexdigest()[:32]}"


def published(found: Draw) -> bytes:
    """The text of the document, compressed (gzip): as it was kept. Of a draw whose list is not closed there is little to make."""
    kept = DrawDocument.objects.filter(draw=found, version=version_of(found)).first() if found.state in _CLOSED else None
    return bytes(kept.body) if kept is not None else _made(found)


def keep_document(found: Draw) -> None:
    """Make the document of a draw that has just gone on, in the same transaction and under its lock."""
    DrawDocument.objects.update_or_create(draw=found, defaults={"version": version_of(found), "body": _made(found)})


def without_document() -> list[int]:
    """Draws with a closed list whose document is not kept in this format, by key."""
    missing = Draw.objects.filter(Q(document__isnull=True) | ~Q(document__version__startswith=f"{FORMAT}-"), state__in=_CLOSED)
    return list(missing.order_by("pk").values_list("pk", flat=True)[:20])


def _made(found: Draw) -> bytes:
    text = json.dumps(document(found), ensure_ascii=False, indent=1)
    return gzip.compress(text.encode(), mtime=0)


def check(told: Any) -> list[str]:
    """What does not hold in a published document; nothing when everything is as promised. Raises `NotADraw`."""
    try:
        return list(_wrong(told))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotADraw(f"{type(error).__name__}: {error}") from error


def _wrong(told: dict[str, Any]) -> Iterable[str]:
    if told["algorithm"] != ALGORITHM:
        yield f"the algorithm {told['algorithm']!r} is not known"
        return
    if not told["seed"]:
        yield "the lot is not cast yet: the seed is not published"
        return
    seed = bytes.fromhex(told["seed"])
    requests = [Request(one["code"], tuple(date.fromisoformat(day) for day in one["days"]), one["part"]) for one in told["requests"]]
    places = [Place(int(one["id"]), date.fromisoformat(one["day"]), time.fromisoformat(one["at"])) for one in told["places"]]
    rows: list[tuple[dict[str, Any], Request | Place]] = [*zip(told["requests"], requests, strict=True)]
    rows += zip(told["places"], places, strict=True)
    if not all(_is_as_published(*row) for row in rows):
        yield "a request or a place is not written as the portal publishes it"
    if commitment(seed) != told["commitment"]:
        yield "the seed is not the one that was committed to"
    if digest(requests, places) != told["digest"]:
        yield "the list of requests and places is not the one that was closed"
    if len({one.code for one in requests}) != len(requests) or len({one.id for one in places}) != len(places):
        yield "a code or a place stands in the list twice"
    if told["outside_source"] and not told["outside_value"]:
        yield "the value from outside is missing"
    results = [Result(one["code"], one["rank"], one["place"]) for one in told["results"]]
    if draw(seed=seed, outside=told["outside_value"], requests=requests, places=places) != results:
        yield "the results are not those of the lot"


def _is_as_published(told: dict[str, Any], row: Request | Place) -> bool:
    """Letter by letter: seconds that the digest does not see would change the order, and a code that holds a line would be two requests."""
    if isinstance(row, Place):
        return type(told["id"]) is int and (told["day"], told["at"]) == (row.day.isoformat(), f"{row.at:%H:%M}")
    is_code = isinstance(row.code, str) and bool(_CODE.fullmatch(row.code))
    return is_code and row.part in _PARTS and told["days"] == sorted({day.isoformat() for day in row.days})


def read(text: str | bytes) -> Any:
    """A document from its text. Raises `NotADraw`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotADraw(f"{type(error).__name__}") from error


__all__ = ["FINAL", "NotADraw", "check", "document", "keep_document", "published", "read", "version_of", "without_document"]
