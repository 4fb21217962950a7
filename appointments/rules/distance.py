"""How far one office is from another, along the ground as a bird flies."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

_EARTH_KM: Final = 6371.0
Point = tuple[float, float]  # latitude, longitude in degrees


def kilometres(one: Point, other: Point) -> int:
    """Whole kilometres by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = ((radians(point[0]), radians(point[1])) for point in (one, other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * _EARTH_KM * asin(sqrt(min(1.0, chord))))
