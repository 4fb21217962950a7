"""How often something may be asked. Counted in PostgreSQL, atomically, whatever happens to Redis."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from portal import clock
from portal.edge.models import LimitWindow
from portal.errors import LimitExceeded

_COUNT = """
    INSERT INTO edge_limitwindow AS seen (key, ends_at, count) VALUES (%(key)s, %(end)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN seen.ends_at <= %(now)s THEN 1 ELSE least(seen.count + 1, 1000000000) END,
        ends_at = CASE WHEN seen.ends_at <= %(now)s THEN EXCLUDED.ends_at ELSE seen.ends_at END
    RETURNING count, ends_at
"""


@dataclass(frozen=True)
class Limit:
    """At most `times` in a window of `per_seconds`, which opens with the first use."""

    name: str
    times: int
    per_seconds: int


def count_against(limit: Limit, *parts: object) -> None:
    """Count one use of `limit` by whoever `parts` name (an account, an address). Raises `LimitExceeded`.

    The count stands in a transaction of its own, so that it remains when the request that follows fails:
    call it before the business transaction, never inside one (`RuntimeError`)."""
    now = clock.now()
    arguments: dict[str, str | datetime] = {"key": _key(limit, parts), "now": now, "end": now + timedelta(seconds=limit.per_seconds)}
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT, arguments)
        count, ends_at = cursor.fetchone()
    if count > limit.times:
        raise LimitExceeded(retry_after=max(1, int((ends_at - now).total_seconds())))


def is_spent(limit: Limit, *parts: object) -> bool:
    """Whether the next use would be refused. Counts nothing."""
    used = LimitWindow.objects.filter(key=_key(limit, parts), ends_at__gt=clock.now(), count__gte=limit.times)
    return used.exists()


def _key(limit: Limit, parts: tuple[object, ...]) -> str:
    words = "\x1f".join([limit.name, *map(str, parts)])
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()
