"""Dates, countdowns, money and names as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

from portal.legal.wording import term_in_words
from portal.ui import formats
from profiles.models import Person

THE_DAY = date(2026, 6, 14)


@pytest.mark.parametrize(("language", "words"), [("ru", "14 июня 2026 г."), ("en", "14 June 2026")])
def test_a_civil_date_is_written_in_words_and_never_broken(language, words):
    with translation.override(language):
        written = formats.civil_date(THE_DAY)
    assert written.replace("\u00a0", " ").replace("\u202f", " ") == words
    assert " " not in written


def test_no_date_is_no_text():
    assert formats.civil_date(None) == formats.countdown(None) == formats.money(None) == ""


def test_a_moment_is_shown_by_its_day_in_moscow():
    with translation.override("en"):
        assert formats.civil_date(datetime(2026, 6, 13, 21, 0, tzinfo=UTC)).startswith("14")
        assert formats.civil_date(datetime(2026, 6, 13, 20, 59, tzinfo=UTC)).startswith("13")


@pytest.mark.parametrize(
    ("days", "russian", "english"),
    [
        (0, "сегодня", "today"), (1, "завтра", "tomorrow"), (-1, "вчера", "yesterday"),
        (2, "через 2 дня", "in 2 days"), (3, "через 3 дня", "in 3 days"), (5, "через 5 дней", "in 5 days"),
        (11, "через 11 дней", "in 11 days"), (12, "через 12 дней", "in 12 days"), (14, "через 14 дней", "in 14 days"),
        (21, "через 21 день", "in 21 days"), (22, "через 22 дня", "in 22 days"), (100, "через 100 дней", "in 100 days"),
        (101, "через 101 день", "in 101 days"), (111, "через 111 дней", "in 111 days"), (-2, "2 дня назад", "2 days ago"),
        (-5, "5 дней назад", "5 days ago"),
        (-21, "21 день назад", "21 days ago"),
    ],
)  # fmt: skip
def test_a_countdown_has_the_right_plural(days, russian, english):
    day = THE_DAY + timedelta(days=days)
    with translation.override("ru"):
        assert formats.countdown(day, THE_DAY) == russian
    with translation.override("en"):
        assert formats.countdown(day, THE_DAY) == english


@pytest.mark.parametrize(
    ("amount", "russian", "english"),
    [
        (10000, "10 000 ₽", "10 000 ₽"), (Decimal("4200.00"), "4 200 ₽", "4 200 ₽"), (0, "0 ₽", "0 ₽"), (999, "999 ₽", "999 ₽"),
        (Decimal("11662.30"), "11 662,30 ₽", "11 662.30 ₽"), (Decimal("1234567.5"), "1 234 567,50 ₽", "1 234 567.50 ₽"),
        (Decimal("-100"), "−100 ₽", "−100 ₽"), (Decimal("0.005"), "0,01 ₽", "0.01 ₽"),
    ],
)  # fmt: skip
def test_money_is_grouped_and_never_broken(amount, russian, english):
    with translation.override("ru"):
        assert formats.money(amount).replace("\u00a0", " ") == russian
        assert " " not in formats.money(amount)
    with translation.override("en"):
        assert formats.money(amount).replace("\u00a0", " ") == english


def test_money_is_never_a_float():
    with pytest.raises(TypeError):
        formats.money(10000.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "words"), [(1, "1 рабочий день"), (3, "3 рабочих дня"), (10, "10 рабочих дней"), (21, "21 рабочий день")]
)
def test_a_term_is_written_in_words(amount, words):
    with translation.override("ru"):
        assert term_in_words(SimpleNamespace(amount=amount, unit="working_days")) == words


def test_a_name_is_set_apart_and_escaped():
    assert formats.person_name("<b>زرینا</b>") == "<bdi>&lt;b&gt;زرینا&lt;/b&gt;</bdi>"


def test_a_name_has_the_family_name_first_and_no_forced_patronymic():
    zarina = SimpleNamespace(family_name="KARIMOVA", given_names="ZARINA", patronymic="")
    assert formats.person_name(zarina) == "<bdi>KARIMOVA ZARINA</bdi>"
    assert formats.person_name(SimpleNamespace(family_name="", given_names="ZARINA", patronymic="")) == "<bdi>ZARINA</bdi>"


def test_every_template_has_the_filters():
    shown = engines["django"].from_string("{{ day|civil_date }}|{{ sum|money }}|{{ name|person_name }}|{{ day|countdown:day }}")
    with translation.override("en"):
        assert (
            shown.render({"day": THE_DAY, "sum": 10000, "name": "A"}).replace("\u00a0", " ") == "14 June 2026|10 000 ₽|<bdi>A</bdi>|today"
        )


def test_a_profile_without_a_name_says_so_instead_of_its_number():
    with translation.override("ru"):
        assert formats.person_name(Person(pk=13)) == "<bdi>имя пока не указано</bdi>"
