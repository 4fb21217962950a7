"""How pages and letters say services, offices and moments of the waiting list."""

from datetime import timedelta
from typing import Final

from django.utils.translation import ngettext

from appointments.words import Moment, address_of, moment, office_name, service_name

# Kinds of status tag for the states of an entry.
TAGS: Final = {"waiting": "active", "offered": "attention", "booked": "right", "left": "neutral", "over": "neutral"}


def how_long(wait: timedelta) -> str:
    """A length of time as one says it: in days from two days on, else in hours, else in minutes; a beginning counts as a whole."""
    minutes = -(-int(wait.total_seconds()) // 60)
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = -(-minutes // 60)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = -(-hours // 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


__all__ = ["TAGS", "Moment", "address_of", "how_long", "moment", "office_name", "service_name"]
