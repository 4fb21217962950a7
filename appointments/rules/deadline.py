"""By which day a visit helps an application. Civil days, the last one inclusive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NeededBy:
    """`invited`: an officer asked to come by this day; else it is the last day for the decision on the application."""

    day: date
    invited: bool

    def is_kept_on(self, day: date) -> bool:
        return day <= self.day


def needed_by(*, invited_until: date | None, decide_by: date | None) -> NeededBy | None:
    """An invitation to the counter says the day itself; without one the decision must not wait for the visit."""
    if invited_until is not None:
        return NeededBy(invited_until, invited=True)
    return NeededBy(decide_by, invited=False) if decide_by is not None else None


def nearest(known: Sequence[NeededBy]) -> NeededBy | None:
    """Of several people who come together, the one who needs it first."""
    return min(known, key=lambda one: one.day, default=None)


def is_urgent(deadline: NeededBy | None, *, today: date, urgent_days: int) -> bool:
    """Whether places kept for urgent deadlines are for this one: it has not passed and is at most `urgent_days` away."""
    return deadline is not None and 0 <= (deadline.day - today).days <= urgent_days
