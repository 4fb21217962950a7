"""How early and how late one may come, and who is called first. Moments in, answer out."""

from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

EARLIEST: Final = timedelta(minutes=60)  # before the time of the appointment
ON_TIME: Final = timedelta(minutes=15)  # after it: until then the appointment keeps its turn
LATEST: Final = timedelta(minutes=60)  # after it: later than this one takes a ticket without an appointment
MISSED_AFTER: Final = timedelta(minutes=5)  # after the first call
PRESSED_TWICE: Final = timedelta(seconds=10)  # the same form again so soon is the same press


class Turn(IntEnum):
    """Who comes first. Within one turn: by the time of the appointment, or by arrival."""

    APPOINTMENT = 0
    URGENT = 1
    ARRIVAL = 2


def turn_of(*, starts_at: datetime | None, arrived_at: datetime, is_urgent: bool) -> tuple[Turn, datetime]:
    """The turn and the moment by which one stands in it. Who comes late to an appointment waits as those without one."""
    if starts_at is not None and arrived_at <= starts_at + ON_TIME:
        return Turn.APPOINTMENT, starts_at
    return (Turn.URGENT if is_urgent else Turn.ARRIVAL), arrived_at


def is_too_early(starts_at: datetime, now: datetime) -> bool:
    return now < starts_at - EARLIEST


def is_too_late(starts_at: datetime, now: datetime) -> bool:
    return now > starts_at + LATEST


def may_be_missed(called_at: datetime, now: datetime) -> bool:
    """Whether whoever was called has had the time to come to the desk."""
    return now >= called_at + MISSED_AFTER


def is_pressed_twice(given_at: datetime, now: datetime) -> bool:
    """Whether a form that comes again is the same press; later it may be an old page, brought back for somebody else."""
    return now <= given_at + PRESSED_TWICE


def ticket(*, is_booked: bool, number: int) -> str:
    """What is called out and shown: A with an appointment, B without; the numbers of a day run through both."""
    return f"{'A' if is_booked else 'B'}{number:03d}"


__all__ = [
    "EARLIEST",
    "LATEST",
    "MISSED_AFTER",
    "ON_TIME",
    "PRESSED_TWICE",
    "Turn",
    "is_pressed_twice",
    "is_too_early",
    "is_too_late",
    "may_be_missed",
    "ticket",
    "turn_of",
]
