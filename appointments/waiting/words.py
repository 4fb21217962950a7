"""How pages and letters say services, offices and moments of the waiting list."""

from datetime import timedelta
from typing import Final

from django.utils.translation import ngettext

from appointments.words import Moment, address_of, moment, office_name, service_name

# Kinds of status tag for the states of an entry.
TAGS: Final = {
    "waiting": "active",
    "offered": "attention",
    "booked": "right",
    "left": "neutral",
    "silent": "neutral",
    "over": "neutral",
    "ended": "neutral",
}


def how_long(wait: timedelta) -> str:
    """A length of time as one says it: in days from two days on, else in hours, else in minutes; a beginning counts as a whole."""
    return _said(-(-int(wait.total_seconds()) // 60))


def at_least(left: timedelta) -> str:
    """What is left for sure, never more: in hours and minutes. Under a minute is one minute, as it is not over yet."""
    minutes = max(1, int(left.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _minutes(minutes)
    return f"{_hours(hours)} {_minutes(rest)}" if rest else _hours(hours)


def _minutes(minutes: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _hours(hours: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def _said(minutes: int) -> str:
    if minutes < 60:
        return _minutes(minutes)
    hours = -(-minutes // 60)
    if hours < 48:
        return _hours(hours)
    days = -(-hours // 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


__all__ = ["TAGS", "Moment", "address_of", "at_least", "how_long", "moment", "office_name", "service_name"]
