"""Sentences that choose their language when they are read, not when they are made.

`gettext_lazy(...) % {...}` fixes the language at once; a reason is kept and read later, by several people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, ngettext

from portal.euphony import well_said
from portal.legal.figures import Term, Unit

# Day before month in English too, as on the documents people hold.
_LOCALES = {"en": "en_GB", "uz": "uz_Latn"}


def said(message: str, **values: Any) -> Any:
    """The translation of `message` filled with `values`; dates and numbers are written as the reader's language writes them."""
    return _say(message, tuple(values.items()))


def listed(parts: tuple[Any, ...]) -> Any:
    """Several pieces of text with commas between them."""
    return _list(parts)


def babel_locale() -> str:
    """Babel's name of the active language."""
    language = (get_language() or "ru").replace("-", "_")
    return _LOCALES.get(language, language)


def date_in_words(day: date) -> str:
    """14 июня 2026 г. / 14 June 2026. The year and its "г." are not parted; the narrow space of CLDR is missing in many fonts."""
    return format_date(day, format="long", locale=babel_locale()).replace("\u202f", "\u00a0")


def decimal_in_words(value: Decimal) -> str:
    """The exact number as the reader's language writes it: 10 000,32072 / 10,000.32072."""
    return format_decimal(value, locale=babel_locale(), decimal_quantization=False)


def term_in_words(term: Term) -> str:
    """10 working days / 10 рабочих дней."""
    count = term.amount
    words = {
        Unit.WORKING_DAYS: ngettext("%(count)d working day", "%(count)d working days", count),
        Unit.CALENDAR_DAYS: ngettext("%(count)d calendar day", "%(count)d calendar days", count),
        Unit.MONTHS: ngettext("%(count)d month", "%(count)d months", count),
        Unit.YEARS: ngettext("%(count)d year", "%(count)d years", count),
    }
    return words[Unit(term.unit)] % {"count": count}


def kept_in_words(kind: str, value: str) -> str:
    """What a row of the law holds, in the reader's language: 4 200 ₽, 2,9323, 10 рабочих дней. `kind` as in `LegalSeries.Kind`."""
    if kind == "term":
        amount, unit = value.split(" ")
        return term_in_words(Term(amount=int(amount), unit=unit))
    if kind in {"money", "factor"}:
        return decimal_in_words(Decimal(value)) + ("\u00a0₽" if kind == "money" else "")
    return value


def _filled(message: str, values: tuple[tuple[str, Any], ...]) -> str:
    return well_said(gettext(message) % _shown(dict(values)))


def _shown(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: _one(value) for name, value in values.items()}


def _one(value: Any) -> str:
    if isinstance(value, date):
        return date_in_words(value)
    if isinstance(value, Decimal):
        return decimal_in_words(value)
    return str(value)


def _joined(parts: tuple[Any, ...]) -> str:
    return ", ".join(str(part) for part in parts)


_say = lazy(_filled, str)
_list = lazy(_joined, str)

__all__ = ["babel_locale", "date_in_words", "decimal_in_words", "kept_in_words", "listed", "said", "term_in_words"]
