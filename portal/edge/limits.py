"""How often something may be asked. Counted in PostgreSQL, atomically, whatever happens to Redis."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from portal import clock
from portal.edge.models import LimitWindow
from portal.edge.prepared import Prepared
from portal.errors import LimitExceeded

# Rows in the order of their keys: two groups that share keys wait for each other and never lock crosswise.
# `place` is a caller's place among those of the group that share the key: the first ones are let through.
_WAITS = """
    used AS (
        INSERT INTO edge_limitwindow AS seen (key, ends_at, count)
        SELECT key, %(now)s::timestamptz + make_interval(secs => lasting), uses
        FROM unnest(%(keys)s::text[], %(lasting)s::int[], %(uses)s::int[]) AS new (key, lasting, uses) WHERE {} ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN seen.ends_at <= %(now)s::timestamptz THEN EXCLUDED.count
                         ELSE least(seen.count + EXCLUDED.count, 1000000000) END,
            ends_at = CASE WHEN seen.ends_at <= %(now)s::timestamptz THEN EXCLUDED.ends_at ELSE seen.ends_at END
        RETURNING key, count, ends_at
    ), waits AS (
        SELECT caller, max(CASE WHEN count - of + place > times THEN greatest(1, floor(extract(epoch FROM ends_at - %(now)s::timestamptz)))
                           ELSE 0 END)::int AS seconds
        FROM unnest(%(callers)s::int[], %(caller_keys)s::text[], %(places)s::int[], %(of)s::int[], %(times)s::int[])
             AS asked (caller, key, place, of, times) JOIN used USING (key)
        GROUP BY caller
    )
"""
WAITS = _WAITS.format("true")


_COUNT = Prepared("edge_count", f"WITH {WAITS} SELECT seconds FROM waits")  # noqa: S608 (text of this program alone)


@dataclass(frozen=True)
class Limit:
    """At most `times` in a window of `per_seconds`, which opens with the first use."""

    name: str
    times: int
    per_seconds: int


Counted = tuple[Limit, tuple[object, ...]]


def count_against(limit: Limit, *parts: object) -> None:
    """Count one use of `limit` by whoever `parts` name (an account, an address). Raises `LimitExceeded`.

    The count stands in a transaction of its own, so that it remains when the request that follows fails:
    call it before the business transaction, never inside one (`RuntimeError`)."""
    with transaction.atomic(durable=True):
        ((wait,),) = _COUNT.rows(counting([[(limit, parts)]]))
    if wait:
        raise LimitExceeded(retry_after=wait)


def counting(callers: Sequence[Sequence[Counted]]) -> dict[str, object]:
    """The parameters with which a statement that begins with `WITH {WAITS}` counts one use for each caller of a group.

    Its table `waits` says for each `caller`, by its index, how many `seconds` it must wait; 0 lets it through. Callers that share a
    key share its row, and a statement that also writes what they did is all or nothing. Who is let through before its commit is
    not counted yet: answer afterwards."""
    uses: Counter[str] = Counter()
    lasting: dict[str, int] = {}
    rows: list[tuple[int, str, int, int]] = []
    for caller, limits in enumerate(callers):
        for limit, parts in limits:
            key = _key(limit, parts)
            uses[key] += 1
            lasting[key] = limit.per_seconds
            rows.append((caller, key, uses[key], limit.times))
    return {
        "now": clock.now(),
        "keys": list(uses),
        "lasting": [lasting[key] for key in uses],
        "uses": list(uses.values()),
        "callers": [caller for caller, *_ in rows],
        "caller_keys": [key for _caller, key, *_ in rows],
        "places": [place for *_, place, _times in rows],
        "of": [uses[key] for _caller, key, *_ in rows],
        "times": [times for *_, times in rows],
    }


def waits_if(condition: str) -> str:
    """`WAITS` for a statement that counts only where `condition` (text of this program alone) holds; else `waits` is empty."""
    return _WAITS.format(condition)


def is_spent(limit: Limit, *parts: object) -> bool:
    """Whether the next use would be refused. Counts nothing."""
    used = LimitWindow.objects.filter(key=_key(limit, parts), ends_at__gt=clock.now(), count__gte=limit.times)
    return used.exists()


def _key(limit: Limit, parts: tuple[object, ...]) -> str:
    words = "\x1f".join([limit.name, *map(str, parts)])
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hex()
