"""What would be if the person left on one day and came back on another. Nothing of it is kept."""

from dataclasses import dataclass
from datetime import date

from permits.status.rules import stay_days
from permits.status.rules.stay_days import Counter, StayLaw
from portal.legal.explained import Explained
from profiles.rules.stays import StayDays


@dataclass(frozen=True)
class WhatIf:
    """`may_return`: the first visa-free day after leaving. `last_day`: of the stay that would begin on `back`."""

    leave: date | None
    back: date | None
    used: Explained[Counter] | None
    may_return: Explained[date] | None
    last_day: Explained[date] | None

    @property
    def is_too_early(self) -> bool:
        """No day would be free on the day of return."""
        return self.back is not None and self.last_day is not None and self.last_day.value < self.back


def what_if(stays: tuple[StayDays, ...], *, leave: date | None, back: date | None, law: StayLaw) -> WhatIf:
    """`leave` ends the stay that goes on then; without it the person is taken to be outside already. `back` is later than `leave`."""
    gone = _left(stays, leave) if leave else stays
    used = stay_days.count(gone, on=leave, law=law) if leave else None
    after = leave or _last_day_here(gone)
    may_return = stay_days.next_entry(gone, after=after, law=law) if after else None
    last = stay_days.last_day(_before(gone, back), entered_on=back, law=law) if back else None
    return WhatIf(leave, back, used, may_return, last)


def _left(stays: tuple[StayDays, ...], leave: date) -> tuple[StayDays, ...]:
    """Stays as they would be: the open one ends on `leave`, later ones have not happened."""
    known = [stay for stay in stays if stay.entered_on is not None and stay.entered_on <= leave]
    return tuple(
        StayDays(entered_on=stay.entered_on, left_on=min(stay.left_on, leave) if stay.left_on else leave, stay_id=stay.stay_id)
        for stay in known
    )


def _before(stays: tuple[StayDays, ...], back: date) -> tuple[StayDays, ...]:
    return tuple(stay for stay in stays if stay.entered_on is not None and stay.entered_on < back)


def _last_day_here(stays: tuple[StayDays, ...]) -> date | None:
    return max((stay.last_known for stay in stays), default=None)


__all__ = ["WhatIf", "what_if"]
