"""Is the portal able to work? Each check answers None or, in words without secrets, what is missing."""

from collections.abc import Callable
from datetime import timedelta

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from portal import clock
from portal.runtime.models import Heartbeat

WORKER = "worker"


def record_heartbeat() -> None:
    """Two at once write one row."""
    beat = Heartbeat(part=WORKER, seen_at=clock.now())
    Heartbeat.objects.bulk_create([beat], update_conflicts=True, unique_fields=["part"], update_fields=["seen_at"])


def missing() -> dict[str, str]:
    """What keeps the portal from working, by part; empty when all is well."""
    found = {}
    for part, check in _CHECKS.items():
        if problem := check():
            found[part] = problem
    return found


def _database() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return None


def _broker() -> str | None:
    try:
        with current_app.connection_for_write(transport_options=_IMPATIENT) as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
            broker.default_channel.client.ping()
    except (OperationalError, redis.RedisError, OSError):
        return "no answer"
    return None


def _worker_and_beat() -> str | None:
    """One row proves both: beat sends the task every period, a worker writes the row. Two periods without it are too long."""
    period = timedelta(seconds=float(str(settings.CELERY_BEAT_SCHEDULE["heartbeat"]["schedule"])))
    try:
        seen_at = Heartbeat.objects.filter(part=WORKER).values_list("seen_at", flat=True).first()
    except DatabaseError:
        return "not known without the database"
    if seen_at is None:
        return "not seen yet"
    age = clock.now() - seen_at
    return f"last seen {int(age.total_seconds())} seconds ago" if age > 2 * period else None


_IMPATIENT = {"socket_timeout": 3, "socket_connect_timeout": 3, "max_retries": 1}
_CHECKS: dict[str, Callable[[], str | None]] = {"database": _database, "broker": _broker, "worker and beat": _worker_and_beat}
