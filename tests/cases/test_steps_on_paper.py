"""A step of an explanation is read on paper as whole sentences."""

from datetime import date

import pytest
from django.utils import translation

from cases.presentation import in_sentences
from portal.legal.explained import Step


@pytest.mark.parametrize(
    ("language", "step", "words"),
    [
        ("en", Step("Months paid.", 3, "Tax Code, art. 227.1"), "Months paid: 3. Basis: Tax Code, art. 227.1."),
        ("en", Step("The host asked for it", None, "Act p."), "The host asked for it. Basis: Act p."),
        ("en", Step("Months paid.", 3), "Months paid: 3."),
        ("en", Step("By 3 March 2026.", date(2026, 3, 3)), "By 3\u00a0March 2026."),
        ("ru", Step("Годы, прошедшие 3 марта 2026\u00a0г.", 1, "ст. 8"), "Годы, прошедшие 3 марта 2026\u00a0г.: 1. Основание: ст. 8."),
        ("ru", Step("Документ действует до 3 марта 2026\u00a0г."), "Документ действует до 3 марта 2026\u00a0г."),
    ],
)
def test_text_value_and_act_are_sentences(language: str, step: Step, words: str):
    with translation.override(language):
        assert in_sentences(step).replace("\u00a0", " ") == words.replace("\u00a0", " ")
