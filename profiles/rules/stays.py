"""Stays as told: which days they cover for certain, and what does not fit together. Nothing is guessed: what does not fit is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class StayDays:
    """One stay by its border stamps, both days inclusive. None: not told; for the last stay no exit means "still here"."""

    entered_on: date | None
    left_on: date | None
    stay_id: int | None = None  # None: told by the migration card alone

    @property
    def first_known(self) -> date:
        day = self.entered_on or self.left_on
        assert day is not None, "a stay has at least one day"
        return day

    @property
    def last_known(self) -> date:
        return self.left_on or self.first_known


class Doubt(StrEnum):
    NO_EXIT = "no_exit"  # another stay came later, and nobody said when this one ended
    NO_ENTRY = "no_entry"
    OVERLAP = "overlap"  # entered again before leaving: one of the days is wrong


@dataclass(frozen=True)
class StayQuestion:
    """What must be told before the days can be counted."""

    kind: Doubt
    stay: StayDays
    other: StayDays | None = None


def with_entry(told: Iterable[StayDays], entered_on: date | None) -> tuple[StayDays, ...]:
    """The stays told and the entry of the current migration card, oldest first. A stay that begins on its day is the same one."""
    stays = list(told)
    if entered_on is not None and all(stay.entered_on != entered_on for stay in stays):
        stays.append(StayDays(entered_on=entered_on, left_on=None))
    return tuple(sorted(stays, key=lambda stay: (stay.first_known, stay.last_known, stay.stay_id or 0)))


def questions(stays: Sequence[StayDays]) -> tuple[StayQuestion, ...]:
    """`stays` come from `with_entry`. Leaving and entering on one day is possible; entering before leaving is not."""
    found: list[StayQuestion] = []
    latest: StayDays | None = None  # among those before, the one that ended last
    for place, stay in enumerate(stays):
        if stay.entered_on is None:
            found.append(StayQuestion(Doubt.NO_ENTRY, stay))
        elif stay.left_on is None and place < len(stays) - 1:
            found.append(StayQuestion(Doubt.NO_EXIT, stay))
        if latest is not None and stay.first_known < latest.last_known:
            found.append(StayQuestion(Doubt.OVERLAP, stay, latest))
        if latest is None or stay.last_known >= latest.last_known:
            latest = stay
    return tuple(found)


__all__ = ["Doubt", "StayDays", "StayQuestion", "questions", "with_entry"]
