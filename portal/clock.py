"""The present moment and the civil date of a place. Rules never call this: doors pass them a date."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

MOSCOW = ZoneInfo("Europe/Moscow")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today(zone: ZoneInfo = MOSCOW) -> date:
    """The civil date of `zone` at this moment."""
    return timezone.localdate(timezone=zone)
