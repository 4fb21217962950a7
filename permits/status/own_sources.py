"""What the profile, the permits and the applications tell of a status. Facts of profile and permits are read once for all sources, by
`permits.status.reading`."""

from typing import Any

from permits.status.applications import read as read_applications
from permits.status.rules import applications, arrival, entrants, residence, stay_days
from permits.status.rules.asking import Asked
from permits.status.rules.values import Found
from permits.status.sources import StatusSource, register_source


def _profile(asked: Asked, _read: Any) -> Found:
    return arrival.found(asked)


def _citizenship(asked: Asked, _read: Any) -> Found:
    return entrants.found(asked)


def _permits(asked: Asked, _read: Any) -> Found:
    return residence.found(asked)


register_source(StatusSource(name="profile", rules=_profile, figures=arrival.KEYS))
register_source(StatusSource(name="citizenship", rules=_citizenship, figures=stay_days.KEYS))
register_source(StatusSource(name="permits", rules=_permits, figures=residence.KEYS))
register_source(StatusSource(name="applications", read=read_applications, rules=applications.found, figures=applications.KEYS))
