"""Which reminder of a duty belongs to a day."""

from collections.abc import Collection
from datetime import date

from permits.status.rules.values import Duty, State


def due_reminder(duty: Duty, *, on: date, wanted: Collection[int]) -> int | None:
    """The wanted number of days nearest to the last day that has been reached; None: too early, over, done, or not ours to tell.

    A reminder that would come before the term began is not one of it: seven working days are not announced 30 days before."""
    if duty.announced_elsewhere or duty.state(on) != State.NOW:
        return None
    left = (duty.due.value - on).days
    length = (duty.due.value - duty.begun_on).days
    return min((days for days in wanted if left <= days < length), default=None)


__all__ = ["due_reminder"]
