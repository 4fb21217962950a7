"""Front desk of planning: schedules become places, and changed schedules new times for people."""

from appointments.planning.services.catalogue import add_service, change_service, open_reception
from appointments.planning.services.making import PlacesMade, make_places
from appointments.planning.services.plan import put_day, put_desk, put_hours, put_reception, put_service, remove_day, remove_hours
from appointments.planning.services.rebooking import find_new_times
from appointments.planning.services.telling import tell_who_is_expected
from appointments.planning.services.warning import warn_of_conflicts
from appointments.planning.services.zones import reckon_moments

__all__ = [
    "PlacesMade",
    "add_service",
    "change_service",
    "find_new_times",
    "make_places",
    "open_reception",
    "put_day",
    "put_desk",
    "put_hours",
    "put_reception",
    "put_service",
    "reckon_moments",
    "remove_day",
    "remove_hours",
    "tell_who_is_expected",
    "warn_of_conflicts",
]
