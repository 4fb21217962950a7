"""What statutory extension orders make of a patent's last day (`permits.extensions`; docs/patent-life.md tells the reading).

No order of 2021-2022 names patents; decree 274 of 18.04.2020 did. The payments alone make the **paid day**: the last day of the last
month bought, within the twelve months. An order adds **days** to it, and those days stand still: months bought later follow them, and
the twelve months, that is the most months that can be bought, do not count them. Orders do not add up: the most days stand.

This reading is unsure [C]: no act says how money paid during an extension counts. Of the readings it is the one under which a payment
never takes a day from its payer, and neither the order of payments and orders nor the day of their arrival matters.

`patents.extendable` says the same as an expression of the database; a property test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from permits.extensions.rules.reckoning import later
from permits.extensions.rules.terms import Mode, OrderTerms
from portal.legal.explained import Step
from portal.legal.wording import said


@dataclass(frozen=True, kw_only=True)
class Extension:
    """An order reached the patent when its paid day was `stated`, and gave it so many days more. `taken_back_on`: the civil day
    (Moscow) on which the repeal of the order reached it."""

    order: OrderTerms
    stated: date
    days: int
    taken_back_on: date | None = None


def day_given(paid: date, extension: Extension) -> date:
    """What one order makes of the paid day of today.

    A paid day that money moved back to before the window, or to before the suspension, was never touched by the order; one that
    still lies in the window of an order with a fixed day ends on that day."""
    order = extension.order
    if paid < max(order.window_from, order.suspended_from or order.window_from):
        return paid
    if order.mode is Mode.FIXED and paid < extension.stated and order.until is not None:
        return max(paid, order.until)
    return later(paid, extension.days)


def last_day(paid: date, extensions: Iterable[Extension], *, paid_on: date | None = None) -> date:
    """The last valid day, inclusive. With `paid_on`: as it stood for money of that bank date, for which an order that was repealed
    afterwards counts too: who paid while the order said "in time" has paid in time."""
    standing = [one for one in extensions if one.taken_back_on is None or (paid_on is not None and paid_on <= one.taken_back_on)]
    return max([paid, *(day_given(paid, one) for one in standing)])


def steps(paid: date, extensions: Iterable[Extension]) -> tuple[Step, ...]:
    """How the last day came about; nothing where no order moves it."""
    giving = [(day_given(paid, one), one) for one in extensions if one.taken_back_on is None]
    moved = [(day, one) for day, one in giving if day > paid]
    if not moved:
        return ()
    words = gettext_noop("Extension order %(number)s adds %(days)s days to the paid ones: through %(day)s.")
    told: list[Step] = [
        Step(said(words, number=one.order.number, days=(day - paid).days, day=day), day, one.order.source) for day, one in moved
    ]
    if len(moved) > 1:
        several: Any = said(gettext_noop("Extensions do not add up: the latest day stands, %(day)s."), day=max(day for day, _one in moved))
        told.append(Step(several, max(day for day, _one in moved)))
    return tuple(told)


__all__ = ["Extension", "day_given", "last_day", "steps"]
