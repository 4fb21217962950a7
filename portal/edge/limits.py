"""How often something may be asked. Counted in PostgreSQL, atomically, whatever happens to Redis."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from portal import clock
from portal.edge.models import LimitWindow
from portal.errors import LimitExceeded

# Rows in the order of their keys: two groups that share keys wait for each other and never lock crosswise.
_COUNT = """
    INSERT INTO edge_limitwindow AS seen (key, ends_at, count)
    SELECT key, ends_at, uses FROM unnest(%(keys)s, %(ends)s, %(uses)s) AS new (key, ends_at, uses) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN seen.ends_at <= %(now)s THEN EXCLUDED.count ELSE least(seen.count + EXCLUDED.count, 1000000000) END,
        ends_at = CASE WHEN seen.ends_at <= %(now)s THEN EXCLUDED.ends_at ELSE seen.ends_at END
    RETURNING key, count, ends_at
"""


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
        (wait,) = count_together([[(limit, parts)]])
    if wait:
        raise LimitExceeded(retry_after=wait)


def count_together(callers: Sequence[Sequence[Counted]]) -> list[int]:
    """Count one use for each caller of a group, against every limit that concerns them, in one statement.

    Returns the seconds each of them has to wait; 0 lets them through. Of callers that share a key the first are let through. The
    counts are as durable as the transaction around the call: who is let through before its commit is not counted."""
    now = clock.now()
    keyed = [[(_key(limit, parts), limit) for limit, parts in limits] for limits in callers]
    limit_of = {key: limit for limits in keyed for key, limit in limits}
    uses = Counter(key for limits in keyed for key, _limit in limits)
    arguments = {
        "keys": list(uses),
        "ends": [now + timedelta(seconds=limit_of[key].per_seconds) for key in uses],
        "uses": list(uses.values()),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, arguments)
        seen = {key: (count - uses[key], ends_at) for key, count, ends_at in cursor.fetchall()}
    return [_wait(limits, seen, now) for limits in keyed]


def _wait(limits: list[tuple[str, Limit]], seen: dict[str, tuple[int, datetime]], now: datetime) -> int:
    """Take the caller's place in each window; how long until the last of the windows that are full opens again."""
    wait = 0
    for key, limit in limits:
        before, ends_at = seen[key]
        seen[key] = (before + 1, ends_at)
        if before >= limit.times:
            wait = max(wait, 1, int((ends_at - now).total_seconds()))
    return wait


def is_spent(limit: Limit, *parts: object) -> bool:
    """Whether the next use would be refused. Counts nothing."""
    used = LimitWindow.objects.filter(key=_key(limit, parts), ends_at__gt=clock.now(), count__gte=limit.times)
    return used.exists()


def _key(limit: Limit, parts: tuple[object, ...]) -> str:
    words = "\x1f".join([limit.name, *map(str, parts)])
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hex()
