"""Form fields that people fill in as it stands on their paper."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.edge.text import clean_text
from portal.ui.formats import civil_date

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
Bound = date | Callable[[], date] | None

_DAY_FIRST = re.compile(r"([0-9]{1,2})[ ./\-]+([0-9]{1,2})[ ./\-]+([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[ ./\-]+([0-9]{1,2})[ ./\-]+([0-9]{1,2})")
_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_IN_WORDS = re.compile(r"([0-9]{1,2})[ .\-]*([a-zа-яё]{3,9})(?:/[a-zа-яё]{3,9})?[ .,\-]*([0-9]{4})")
# Any beginning of three letters or more is understood: passports print JUN/ИЮН.
_MONTHS = (
    ("январь", "января", "january"),
    ("февраль", "февраля", "february"),
    ("март", "марта", "march"),
    ("апрель", "апреля", "april"),
    ("май", "мая", "may"),
    ("июнь", "июня", "june"),
    ("июль", "июля", "july"),
    ("август", "августа", "august"),
    ("сентябрь", "сентября", "september"),
    ("октябрь", "октября", "october"),
    ("ноябрь", "ноября", "november"),
    ("декабрь", "декабря", "december"),
)


class CivilDateField(forms.CharField):
    """A civil date typed as the document prints it: 14.06.2026, 2026-06-14, 14062026, 14 июня 2026 г., 14 JUN 2026.

    Cleans to `date` or None. `not_before` and `not_after` (a date, or a callable asked at each cleaning) narrow the
    years 1900 to 2100. A two-digit year is refused, not guessed."""

    default_error_messages = {
        "required": _("Enter the date"),
        "invalid": _("Enter the date as on the document, for example 14.06.2026"),
        "no_such_day": _("There is no such day in the calendar. Check the day and the month"),
        "too_early": _("The date must be %(limit)s or later"),
        "too_late": _("The date must be %(limit)s or earlier"),
    }

    def __init__(self, *, not_before: Bound = None, not_after: Bound = None, **kwargs: Any) -> None:
        self.not_before, self.not_after = not_before, not_after
        kwargs.setdefault("help_text", _("For example, 14.06.2026"))
        # Dotted dates need more than digits, so no number keypad: iPhones have no full stop on it.
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        typed = clean_text(str(value), max_length=100).lower()
        if not typed:
            return None
        numbers = _numbers(typed)
        if numbers is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._within(self._day(*numbers))

    def run_validators(self, value: Any) -> None:
        """The text validators of the base do not apply to a date."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _day(self, day: int, month: int, year: int) -> date:
        if not EARLIEST.year <= year <= LATEST.year:
            self._refuse_year(year)
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None

    def _refuse_year(self, year: int) -> None:
        early = year < EARLIEST.year
        limit, code = (EARLIEST, "too_early") if early else (LATEST, "too_late")
        raise ValidationError(self.error_messages[code], code=code, params={"limit": civil_date(limit)})

    def _within(self, day: date) -> date:
        first, last = _asked(self.not_before), _asked(self.not_after)
        if first and day < first:
            raise ValidationError(self.error_messages["too_early"], code="too_early", params={"limit": civil_date(first)})
        if last and day > last:
            raise ValidationError(self.error_messages["too_late"], code="too_late", params={"limit": civil_date(last)})
        return day


def _asked(bound: Bound) -> date | None:
    return bound() if callable(bound) else bound


def _numbers(typed: str) -> tuple[int, int, int] | None:
    """Day, month and year of a typed date, none of them judged; None when it does not read as a date."""
    text = re.sub(r"\s*(г|г\.|года|year)\s*$", "", typed).strip(" .")
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
        return int(day), int(month), int(year)
    if match := _DAY_FIRST.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        day, month, year = match.groups()
        return int(day), int(month), int(year)
    if (match := _IN_WORDS.fullmatch(text)) and (number := _month(match[2])):
        return int(match[1]), number, int(match[3])
    return None


def _month(word: str) -> int | None:
    return next((number for number, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names)), None)
