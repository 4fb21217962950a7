"""What a permit is worth on a day, in words for its holder and for who checks it."""

from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from permits.models import Permit


class Standing(StrEnum):
    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OVER = "over"  # replaced, annulled or ended
    MISTAKEN = "mistaken"  # an entry that was withdrawn: on no day was it what it says

    @property
    def word(self) -> Any:
        return _WORDS[self][0]

    @property
    def tag(self) -> str:
        return _WORDS[self][1]


_WORDS = {
    Standing.VALID: (_("valid today"), "right"),
    Standing.NOT_YET: (_("not valid yet"), "attention"),
    Standing.EXPIRED: (_("its last day has passed"), "wrong"),
    Standing.OVER: (_("not in force any more"), "neutral"),
    Standing.MISTAKEN: (_("entered by mistake"), "neutral"),
}


def standing_on(permit: Permit, on: date) -> Standing:
    """Both ends are inclusive; `ended_on` is the first day without the permit."""
    if permit.status == Permit.Status.MISTAKEN:
        return Standing.MISTAKEN
    if on < permit.issued_on:
        return Standing.NOT_YET
    if permit.ended_on is not None and permit.ended_on <= on:
        return Standing.OVER
    return Standing.EXPIRED if permit.valid_until is not None and permit.valid_until < on else Standing.VALID
