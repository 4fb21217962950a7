"""Dates are typed as the document prints them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.ui.fields import CivilDateField

THE_DAY = date(2026, 6, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14.06.2026", "14.6.2026", " 14 . 06 . 2026 ", "14 06 2026", "14/06/2026", "14-06-2026", "2026-06-14", "2026.06.14", "14062026",
        "14 июня 2026 г.", "14 июня 2026 года", "14 ИЮНЯ 2026", "14 июн 2026", "14 June 2026", "14 JUN 2026",
        "14 JUN/ИЮН 2026", "14JUN2026",
        "14\u00a0июня\u00a02026\u00a0г.", "\u200e14.06.2026", "14.06.2026.",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed):
    assert CivilDateField().clean(typed) == THE_DAY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"), ("   ", "required"), ("\u200b", "required"),
        ("31.02.2026", "no_such_day"), ("29.02.2023", "no_such_day"), ("31.04.2026", "no_such_day"), ("00.06.2026", "no_such_day"),
        ("14.13.2026", "no_such_day"), ("14.00.2026", "no_such_day"),
        ("0001-01-01", "too_early"), ("31.12.1899", "too_early"), ("01.01.2101", "too_late"), ("9999-12-31", "too_late"),
        ("14.06.26", "invalid"), ("14.06", "invalid"), ("июнь 2026", "invalid"), ("14 мармелад 2026", "invalid"), ("завтра", "invalid"),
        ("١٤.٠٦.٢٠٢٦", "invalid"), ("1４.06.2026", "invalid"), ("14.06.20261", "invalid"), ("9" * 90, "invalid"),
        ("-14.06.2026", "invalid"),
        ("14.06.2026'; --", "invalid"), ("<b>", "invalid"), ("14\x00.06.2026", "characters"), ("14.06.2026\ud800", "characters"),
        ("1" * 5000, "max_length"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_its_cause(typed, code):
    with pytest.raises(ValidationError) as refused:
        CivilDateField().clean(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "day"), [("01.01.1900", date(1900, 1, 1)), ("31.12.2100", date(2100, 12, 31)), ("29.02.2024", date(2024, 2, 29))]
)
def test_the_outermost_days_are_taken(typed, day):
    assert CivilDateField().clean(typed) == day


def test_an_optional_date_may_stay_empty():
    assert CivilDateField(required=False).clean("") is None


def test_bounds_are_inclusive_and_asked_at_each_cleaning():
    today = [THE_DAY]
    field = CivilDateField(not_after=lambda: today[0])
    assert field.clean("14.06.2026") == THE_DAY
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        field.clean("15.06.2026")
    with translation.override("en"):  # the words are chosen when they are shown
        assert refused.value.messages[0].replace("\u00a0", " ") == "The date must be 14 June 2026 or earlier"
    today[0] = date(2026, 6, 15)
    assert field.clean("15.06.2026") == date(2026, 6, 15)


def test_the_message_for_the_thirty_first_of_february_is_in_russian():
    with translation.override("ru"), pytest.raises(ValidationError, match="Такого дня в календаре нет"):
        CivilDateField().clean("31.02.2026")


def test_a_known_date_is_shown_with_dots_and_typed_text_as_typed():
    assert CivilDateField().prepare_value(THE_DAY) == "14.06.2026"
    assert CivilDateField().prepare_value("31.02.2026") == "31.02.2026"


def test_the_same_day_in_other_words_is_no_change():
    assert not CivilDateField().has_changed(THE_DAY, "14 июня 2026")
    assert CivilDateField().has_changed(THE_DAY, "15.06.2026")
    assert CivilDateField().has_changed(THE_DAY, "31.02.2026")
