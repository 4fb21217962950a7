"""How far offices are from one another, for the page and for programs."""

from collections.abc import Iterable
from typing import Any

from appointments.models import Reception
from appointments.rules.distance import kilometres


def kilometres_between(one: Reception | None, other: Reception) -> int | None:
    """Whole kilometres; None when it is not known where one of them is."""
    known = one is not None and one.latitude is not None and other.latitude is not None
    return kilometres(_point(one), _point(other)) if known else None


def start_from(receptions: Iterable[Reception], *, code: str = "", region: str = "") -> Reception | None:
    """The reception from which distances are told: that of the office with this code, else one in this region; None when there is none
    whose place is known."""
    located = [one for one in receptions if one.latitude is not None]
    if code:
        return next((one for one in located if one.office.code == code), None)
    return next((one for one in located if region and one.office.region == region), None)


def by_distance(reception: Reception, km: int | None, near: Reception | None) -> tuple[bool, int, bool, str, str]:
    """The order of a list: the nearest first, those of unknown distance last and of them first those of the same region."""
    office = reception.office
    own_region = near is not None and near.office.region == office.region
    return (km is None, km or 0, not own_region, office.region, office.code)


def _point(reception: Any) -> tuple[float, float]:
    return float(reception.latitude), float(reception.longitude)


__all__ = ["by_distance", "kilometres_between", "start_from"]
