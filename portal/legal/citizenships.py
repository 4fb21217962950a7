"""Citizenships and the regime under which their holders enter: pure look-ups over `data/citizenships.yaml`.

Names come from Unicode CLDR, in every language of the portal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, override

from portal.legal.data_files import DATA, load_yaml
from portal.legal.errors import MissingLegalParameter, UnknownCitizenship
from portal.legal.wording import babel_locale

STATELESS = "XXA"


class Regime(StrEnum):
    RUSSIA = "ru"  # a citizen of the Federation needs nothing of this portal
    EAEU = "eaeu"  # works by a contract alone
    VISA_FREE = "visa_free"  # needs a patent to work
    VISA_FREE_SPECIAL = "visa_free_special"  # may work without a patent under an act of its own
    E_VISA = "e_visa"  # needs a work permit, not a patent
    VISA = "visa"  # needs a work permit, not a patent
    STATELESS = "stateless"  # decided person by person


@dataclass(frozen=True)
class _Period:
    since: date
    regime: Regime
    act: str
    confidence: str


@dataclass(frozen=True)
class _State:
    alpha2: str
    alpha3: str
    periods: tuple[_Period, ...]  # newest first


@dataclass(frozen=True)
class Citizenship:
    """What follows from a citizenship on a day. `name` is in the reader's language."""

    alpha2: str
    alpha3: str
    regime: Regime
    name: Any
    citation: Any
    confidence: str


def citizenship(alpha2: str, on: date) -> Citizenship:
    """Raises `UnknownCitizenship`, and `MissingLegalParameter` for a day before the first regime we know."""
    state = _state(alpha2)
    for period in state.periods:
        if period.since <= on:
            return Citizenship(state.alpha2, state.alpha3, period.regime, _name(alpha2), gettext_lazy(period.act), period.confidence)
    raise MissingLegalParameter(key="citizenships.regime", scope=alpha2, on=on)


def exists(alpha2: str) -> bool:
    return alpha2 in _states()


def codes() -> list[str]:
    return list(_states())


def choices() -> list[tuple[str, Any]]:
    """(alpha-2, name) of foreign citizenships in alphabetical order of the active language; without citizenship stands last."""
    foreign = [code for code in _states() if code not in {"RU", STATELESS}]
    named = sorted(((code, _named(code)) for code in foreign), key=lambda pair: _sorting(pair[1]))
    return [*named, (STATELESS, _named(STATELESS))]


def label(code: str) -> str:
    """The name in the active language. Raises `UnknownCitizenship`."""
    _state(code)
    return _named(code)


def alpha3(code: str) -> str:
    """Raises `UnknownCitizenship`."""
    return _state(code).alpha3


def name(code: str, language: str) -> str:
    """The name of the state in `language` ("uz", "tg", ...). Raises `UnknownCitizenship`."""
    _state(code)
    with override(language):
        return _named(code)


def from_alpha3(code: str) -> str | None:
    """The alpha-2 code for the three letters of a machine-readable line ("UZB", "D<<"); None when no state has them."""
    return _by_alpha3().get(code.rstrip("<").upper())


def _state(alpha2: str) -> _State:
    try:
        return _states()[alpha2]
    except KeyError:
        raise UnknownCitizenship(citizenship=alpha2[:20]) from None


def _named(code: str) -> str:
    if code == STATELESS:
        return gettext("Without citizenship")
    return str(Locale.parse(babel_locale()).territories.get(code) or Locale("en").territories[code])


def _sorting(text: str) -> str:
    return text.casefold().replace("ё", "е")


@cache
def _states() -> Mapping[str, _State]:
    data = load_yaml(DATA / "citizenships.yaml")
    return {row["alpha2"]: _State(row["alpha2"], row["alpha3"], _periods(row["regimes"], data["acts"])) for row in data["states"]}


def _periods(rows: list[dict[str, Any]], acts: Mapping[str, Mapping[str, str]]) -> tuple[_Period, ...]:
    periods = [_Period(row["from"], Regime(row["regime"]), acts[row["act"]]["cite"], row.get("confidence", "A")) for row in rows]
    return tuple(sorted(periods, key=lambda period: period.since, reverse=True))


@cache
def _by_alpha3() -> Mapping[str, str]:
    aliases = load_yaml(DATA / "citizenships.yaml")["aliases"]
    return {**{state.alpha3: state.alpha2 for state in _states().values()}, **aliases}


_name = lazy(_named, str)
