"""When a resident tells that she still lives in Russia (115-FZ art. 6 (9), 8 (6)): facts and a date in, years out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.legal.calendar import add_months
from portal.legal.figures import Term


@dataclass(frozen=True)
class YearOfPermit:
    """`number` is 1 for the first year. A notice is taken from `opens`, the day after the year is full, through `last`."""

    number: int
    opens: date
    last: date
    in_person: bool

    def is_missed(self, on: date) -> bool:
        return on > self.last


def next_to_tell(waiting: Sequence[YearOfPermit], *, on: date) -> YearOfPermit | None:
    """Which of the years that nobody told about comes first, of `waiting` in order: one that is still in time and can be sent, because
    its last day is coming; else the oldest that can be sent; else the oldest, which is told in person."""
    sent = [year for year in waiting if not year.in_person]
    return next((year for year in sent if not year.is_missed(on)), None) or next(iter([*sent, *waiting]), None)


def full_years(*, issued_on: date, ends_on: date | None, within: Term, in_person_every: int | None, on: date) -> list[YearOfPermit]:
    """The years of a permit that are full by `on`, oldest first. `ends_on`: the last day of the permit, None where it has none.

    A year in whose days the permit ends asks for no notice. `within` is counted in months."""
    years: list[YearOfPermit] = []
    number = 1
    while (opens := add_months(issued_on, 12 * number)) <= on and (ends_on is None or opens <= ends_on):
        in_person = bool(in_person_every) and number % (in_person_every or 1) == 0
        years.append(YearOfPermit(number, opens, add_months(opens, within.amount), in_person))
        number += 1
    return years
