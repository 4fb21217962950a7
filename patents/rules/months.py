"""Which months of a patent the money has bought (115-FZ art. 13.3 (5); Tax Code art. 227.1).

Money counts in the order of the bank's dates, never of its arrival. Sums add up; months are bought on the bank date on which the
sum not yet spent reaches the price of that date for the least that can be bought at once (`patents.least_bought`, one month as
shipped; of the last months those that are left), as many whole ones as it pays for, and only while the patent is still valid: not
later than the last paid day. What comes after a lapse is not counted. What is left over stays, and is shown. A month that is bought
stays bought at its price.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from patents.rules.extended import Extension, last_day
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term
from portal.legal.rules.calendar import add_months
from portal.legal.wording import said

ONE_DAY = timedelta(days=1)
LAPSE_LAW = _("Federal Law 115-FZ, art. 13.3, para. 5")
TAX_CODE = _("Tax Code, art. 227.1, para. 4")


@dataclass(frozen=True, order=True)
class Money:
    """A payment in force. `identity` breaks ties of a day, so that the order of arrival means nothing."""

    paid_on: date  # the bank's, civil date in Moscow
    identity: int
    amount: Decimal


@dataclass(frozen=True)
class Period:
    """One month of a patent. Dates are civil dates of its region; `pay_by` is the last day for its money."""

    number: int
    begins: date
    ends: date
    pay_by: date


@dataclass(frozen=True)
class Month:
    """A month that was bought: on which bank date, for how much."""

    number: int
    bought_on: date
    price: Decimal


@dataclass(frozen=True)
class _Terms:
    begins_on: date | None
    expires_on: date | None
    longest: int
    annulled_on: date | None
    extensions: Sequence[Extension]


@dataclass
class _Piece:
    identity: int
    left: Decimal


@dataclass
class Ledger:
    """`uses`: payment -> the months it helped to buy. `rest`: money that has bought nothing yet. `late`: came after the end.

    `unpriced`: payment -> bank date, of money whose price is not established; also what came after the end meanwhile, since only that
    price tells whether it is late. `longest`: the most months of the patent. `least`: the
    fewest that money buys at once."""

    longest: int
    least: int = 1
    months: list[Month] = field(default_factory=list)
    uses: dict[int, list[int]] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    unpriced: dict[int, date] = field(default_factory=dict)
    rest: Decimal = Decimal(0)
    steps: list[Step] = field(default_factory=list)


def period(begins_on: date, number: int, *, expires_on: date | None = None) -> Period:
    """The month `number`, counted from 1. The first is paid by the day it begins, each later one before it begins.

    `expires_on`, the last possible day, ends the last month: by one reading of the law (`patents.last_day`) that is a day later than a
    month ends otherwise, and who has paid for every month is valid on that day too."""
    begins, following = add_months(begins_on, number - 1), add_months(begins_on, number)
    ends = following - ONE_DAY if expires_on is None or expires_on > following else expires_on
    return Period(number, begins, ends, begins if number == 1 else begins - ONE_DAY)


def moved(found: Period, extensions: Iterable[Extension]) -> Period:
    """The same month once orders have given days. A month bought before an order came lies where it lay; the days given follow it,
    and the months bought later follow the days."""
    given = [one for one in extensions if one.stated < found.ends]
    shift = last_day(found.ends, given) - found.ends
    return Period(found.number, found.begins + shift, found.ends + shift, found.pay_by + shift)


def periods(begins_on: date, count: int, *, expires_on: date | None = None) -> list[Period]:
    return [period(begins_on, number, expires_on=expires_on) for number in range(1, count + 1)]


def months_between(begins_on: date, through: date) -> int:
    """Whole months from the first day through the last paid one."""
    count = 0
    while add_months(begins_on, count + 1) - ONE_DAY <= through:
        count += 1
    return count


def ledger(
    *,
    begins_on: date | None,
    money: Iterable[Money],
    prices: Mapping[date, Decimal],
    longest: int,
    least: Term | None = None,
    expires_on: date | None = None,
    annulled_on: date | None = None,
    extensions: Sequence[Extension] = (),
) -> Explained[Ledger]:
    """What the payments in force have bought, from nothing. `begins_on` None: not issued yet, nothing can be late. `extensions` by
    orders, also those taken back, put off the day until which money comes in time. `least` is `patents.least_bought`, in whole months:
    money for less, and for less than is left, buys nothing and stays, until what comes after makes it a whole.

    `prices` holds the price of every bank date in `money`; money of a date without one waits until an operator enters it."""
    found, waiting = Ledger(longest, least.amount if least else 1), list[_Piece]()
    terms = _Terms(begins_on, expires_on, longest, annulled_on, extensions)
    for item in sorted(money):
        if _is_late(item, found, terms):
            found.late.append(item.identity)
            if found.unpriced and not _is_after_annulment(item, terms):
                _wait_for_price(found, item)
            else:
                found.steps.append(Step(_late(item), item.amount, LAPSE_LAW))
            continue
        waiting.append(_Piece(item.identity, item.amount))
        found.uses[item.identity] = []
        if item.paid_on not in prices and len(found.months) < longest:
            _wait_for_price(found, item)
        _buy(found, waiting, on=item.paid_on, price=prices.get(item.paid_on), longest=longest)
    found.rest = sum((piece.left for piece in waiting), Decimal(0))
    if found.rest:
        found.steps.append(Step(_("Money received that has bought no month yet, roubles."), found.rest, TAX_CODE))
        if least is not None:
            found.steps.append(Step(_("The least that money buys, in whole months."), least.amount, least.citation))
    return Explained(found, tuple(found.steps))


def _is_late(item: Money, found: Ledger, terms: _Terms) -> bool:
    begins_on, longest = terms.begins_on, terms.longest
    if _is_after_annulment(item, terms):
        return True
    if begins_on is None:
        return False
    bought = len(found.months)
    last = period(begins_on, bought + 1).pay_by if bought < longest else period(begins_on, bought, expires_on=terms.expires_on).ends
    return item.paid_on > (last_day(last, terms.extensions, paid_on=item.paid_on) if bought else last)


def _is_after_annulment(item: Money, terms: _Terms) -> bool:
    return terms.annulled_on is not None and item.paid_on >= terms.annulled_on


def _wait_for_price(found: Ledger, item: Money) -> None:
    found.unpriced[item.identity] = item.paid_on
    message = gettext_noop("Money paid on %(day)s waits: the price of that time is not established yet.")
    found.steps.append(Step(said(message, day=item.paid_on), item.amount, TAX_CODE))


def fewest(found: Ledger, left: int) -> int:
    """How many of the months that are left must be paid together."""
    return min(found.least, left)


def _buy(found: Ledger, waiting: list[_Piece], *, on: date, price: Decimal | None, longest: int) -> None:
    if not price or sum(piece.left for piece in waiting) < price * fewest(found, longest - len(found.months)):
        return
    while len(found.months) < longest and sum(piece.left for piece in waiting) >= price:
        number, due = len(found.months) + 1, price
        found.months.append(Month(number, on, price))
        while due:
            piece = waiting[0]
            spent = min(piece.left, due)
            piece.left, due = piece.left - spent, due - spent
            found.uses[piece.identity].append(number)
            if not piece.left:
                waiting.pop(0)
        message = gettext_noop("Month %(number)s of the patent was paid on %(day)s.")
        found.steps.append(Step(said(message, number=number, day=on), price, TAX_CODE))


def _late(item: Money) -> object:
    return said(gettext_noop("Money paid on %(day)s came after the last paid day and buys no month."), day=item.paid_on)
