"""The few legal figures that the signed-out home page states: each as in force on the day, none written into the text."""

from collections.abc import Callable
from datetime import date
from typing import Any

from portal.errors import DomainError
from portal.legal import values
from portal.legal.wording import term_in_words

_OF_QUESTIONS = ("patents.question_retention", "permits.question_retention", "codes.question_retention")  # all in months


def facts(on: date) -> dict[str, str | Any]:
    """Terms in words and the state fee on `on`. A figure that the law data does not hold is left out of the page."""
    return {
        "apply_window": _or_none(lambda: term_in_words(values.term("patents.apply_window", on=on))),
        "decision_term": _or_none(lambda: term_in_words(values.term("patents.decision_term", on=on))),
        "state_fee": _or_none(lambda: values.money("patents.state_fee", on=on).amount),
    }


def question_retention(on: date) -> str | None:
    """In words, the longest term on `on` for which it is kept that a public check was asked; the public checks have a setting each."""
    longest: str | None = _or_none(
        lambda: term_in_words(max((values.term(key, on=on) for key in _OF_QUESTIONS), key=lambda term: term.amount))
    )
    return longest


def _or_none(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except DomainError:
        return None
