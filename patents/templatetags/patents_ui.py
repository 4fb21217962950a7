from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from patents.rules.validity import ValidityAnswer

register = template.Library()
_WORDS = {
    ValidityAnswer.VALID: (_("valid today"), "right"),
    ValidityAnswer.NOT_YET: (_("not valid yet"), "attention"),
    ValidityAnswer.LAPSED_UNPAID: (_("not paid in time"), "wrong"),
    ValidityAnswer.EXPIRED: (_("ended"), "neutral"),
    ValidityAnswer.ANNULLED: (_("annulled"), "wrong"),
}


@register.filter
def validity_word(state: str) -> Any:
    """The state of a patent on the day, in words."""
    return _WORDS[ValidityAnswer(state)][0]


@register.filter
def validity_tag(state: str) -> str:
    """The kind of status tag that goes with it."""
    return _WORDS[ValidityAnswer(state)][1]


_MONEY = {
    "counted": (_("counted"), "right"),
    "part": (_("part"), "attention"),
    "rest": (_("left over"), "neutral"),
    "idle_fee": (_("not used"), "attention"),
    "unpriced": (_("waits for the price"), "attention"),
    "late": (_("late"), "wrong"),
    "moved": (_("moved back"), "neutral"),
}


@register.filter
def payment_word(state: str) -> Any:
    """What became of a payment, in a word."""
    return _MONEY[state][0]


@register.filter
def payment_tag(state: str) -> str:
    """The kind of status tag that goes with it."""
    return _MONEY[state][1]
