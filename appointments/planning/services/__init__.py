"""Front desk of planning: schedules become places."""

from appointments.planning.services.making import PlacesMade, make_places

__all__ = ["PlacesMade", "make_places"]
