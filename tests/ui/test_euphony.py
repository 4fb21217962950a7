"""«С 3 ноября», but «со 2 ноября»: a filled Russian sentence can be said aloud."""

from datetime import date

import pytest
from django.template import engines
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.errors import WrongState
from portal.euphony import well_said
from portal.legal.wording import said


@pytest.mark.parametrize(
    ("filled", "spoken"),
    [
        ("с 2 ноября 2026 г.", "со 2 ноября 2026 г."),
        ("С 2\u00a0ноября\u00a02026\u00a0г. по 3 мая", "Со 2\u00a0ноября\u00a02026\u00a0г. по 3 мая"),
        ("можно с <strong>2\u00a0мая</strong>", "можно со <strong>2\u00a0мая</strong>"),
        ("с 2-го числа", "со 2-го числа"),
        ("в вторник", "во вторник"),
        ("В вторник", "Во вторник"),
    ],
)
def test_a_preposition_takes_a_vowel_before_the_second_and_before_tuesday(filled, spoken):
    assert well_said(filled) == spoken


@pytest.mark.parametrize(
    ("filled", "spoken"),
    [
        ("до 14 июня 2026\u00a0г.. Потом", "до 14 июня 2026\u00a0г. Потом"),
        ("до <strong>14 июня 2026\u00a0г.</strong>.", "до <strong>14 июня 2026\u00a0г.</strong>"),
        ("до 14 июня 2026\u00a0г...", "до 14 июня 2026\u00a0г..."),
    ],
)
def test_a_sentence_that_ends_in_a_year_has_one_full_stop(filled, spoken):
    assert well_said(filled) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "с 12 ноября",
        "с 22 мая",
        "с 20 мая",
        "с 3 мая",
        "с 2026 года",
        "с 2 документами",
        "без 2 мая",
        "в среду",
        "в 2 часа",
        "since 2 May 2026",
    ],
)
def test_other_words_stay_as_they_are(text):
    assert well_said(text) == text


def test_a_template_puts_its_sentence_right():
    words = "{% load i18n %}{% blocktranslate with day=day|civil_date trimmed %}since {{ day }}{% endblocktranslate %}"
    with override("ru"):
        second = engines["django"].from_string(words).render({"day": date(2026, 11, 2)})
        third = engines["django"].from_string(words).render({"day": date(2026, 11, 3)})
    assert second.startswith("со 2\u00a0ноября")
    assert third.startswith("с 3\u00a0ноября")


def test_a_sentence_kept_in_a_variable_is_put_right_and_escaped_once():
    words = "{% load i18n %}{% blocktranslate asvar kept %}since {{ day }}{% endblocktranslate %}[{{ kept }}]"
    with override("ru"):
        assert engines["django"].from_string(words).render({"day": "2 мая <b>"}) == "[со 2 мая &lt;b&gt;]"


def test_a_reason_and_a_refusal_are_put_right_too():
    with override("ru"):
        assert str(said(_("since %(day)s"), day=date(2026, 11, 2))).startswith("со 2 ноября")
        assert str(WrongState(_("since %(day)s"), day="2 ноября")) == "со 2 ноября"
    with override("en"):
        assert str(said(_("since %(day)s"), day=date(2026, 11, 2))) == "since 2 November 2026"
