"""What the profile and the permits themselves tell of a status. Their facts are read once for all sources, by `permits.status.reading`."""

from typing import Any

from permits.status.rules import arrival, entrants, residence, stay_days
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
