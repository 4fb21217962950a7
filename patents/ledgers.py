"""What has been paid for a patent: fetches payments in force and prices, and lets `patents.rules.months` reckon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from patents import tariff
from patents.models import Allocation, Patent, Purpose
from patents.rules import months
from patents.rules.months import Ledger, Money
from patents.rules.validity import months_of
from patents.selectors import extensions, extensions_in_force
from portal import clock
from portal.legal import services as legal
from portal.legal.explained import Explained


def in_force(patent: Patent) -> list[Allocation]:
    """The allocations of a patent that count, with their payments and charges."""
    return list(patent.allocations.filter(released_at=None).select_related("payment", "charge").order_by("pk"))


def ledger(patent: Patent, allocations: Iterable[Allocation] | None = None) -> Explained[Ledger]:
    """Which months the money has bought, from nothing but the payments in force and the law's prices of their dates."""
    rows = in_force(patent) if allocations is None else allocations
    money = [of(row) for row in rows if row.purpose == Purpose.TAX_ADVANCE]
    days = {item.paid_on for item in money}
    most, least = legal.terms("patents.longest_term", "patents.least_bought", on=patent.begins_on or clock.today())
    return months.ledger(
        begins_on=patent.begins_on,
        money=money,
        prices={day: price for day in days if (price := price_or_none(patent.region, day)) is not None},
        longest=months_of(most),
        least=least,
        expires_on=patent.expires_on,
        annulled_on=patent.annulled_on,
        extensions=extensions(patent),
    )


def unspent(found: Ledger, allocations: Iterable[Allocation]) -> Decimal:
    """Roubles in force for months that have bought none: parts, what is beyond the last month, what came too late."""
    return found.rest + sum((row.payment.amount for row in allocations if row.payment_id in found.late), Decimal(0))


def unpriced_since(found: Ledger) -> date | None:
    """The bank date of the first money that waits for the price of its day."""
    return min(found.unpriced.values(), default=None)


@dataclass(frozen=True)
class Ahead:
    """What money that has bought nothing yet stands for: months that it is taken to buy once the missing price is established, and a
    part of the months after them. Where no price is missing, a part alone. `fewest`: how many months must be paid together next."""

    months: int
    part: Decimal
    fewest: int
    through: date | None = None  # of a patent that has lapsed meanwhile: its last day if the money is enough


def ahead(patent: Patent, found: Ledger, allocations: Sequence[Allocation], *, on: date, price: Decimal | None) -> Ahead:
    """By the price of `on` (a bank date; None: not established either): nobody knows the one that is missing.

    After the last paid day only the first money that waits can revive the patent. It is taken for the least that can be bought, and
    what came after it for months of their own: nothing of it makes up for what is missing there."""
    left = found.longest - len(found.months)
    if not found.unpriced:
        return Ahead(0, found.rest, months.fewest(found, left))
    count, part = _split(found, found.rest, price, left)
    if patent.valid_through is None or patent.valid_through >= on:
        return Ahead(count, part, months.fewest(found, left - count))
    count = max(count, months.fewest(found, left))
    later = [row.payment.amount for row in allocations if row.payment_id in found.late and row.payment_id in found.unpriced]
    months_after, part = _split(found, sum(later, Decimal(0)), price, left - count)
    count += months_after
    return Ahead(count, part, months.fewest(found, left - count), _through(patent, found, count))


def in_time(patent: Patent, *, paid_on: date) -> bool:
    """Whether a month paid on a day can still count: not after the last valid day, or not after the last day that the patent would have
    if money that waits for its price is enough."""
    if patent.valid_through is None or patent.valid_through >= paid_on:
        return True
    found = waiting(patent, on=paid_on)
    return found is not None and found.through is not None and found.through >= paid_on


def waiting(patent: Patent, *, on: date) -> Ahead | None:
    """What money that waits for a price is taken for; None where none waits."""
    if patent.unpriced_since is None or patent.status == Patent.Status.ANNULLED:
        return None
    rows = in_force(patent)
    return ahead(patent, ledger(patent, rows).value, rows, on=on, price=price_or_none(patent.region, on))


def _split(found: Ledger, money: Decimal, price: Decimal | None, left: int) -> tuple[int, Decimal]:
    """Whole months for a price, as far as they are left, and the part of the next ones."""
    count = min(int(money // price), left) if price else 0
    if not price or count < months.fewest(found, left):
        return 0, money
    return count, money - price * count


def _through(patent: Patent, found: Ledger, count: int) -> date | None:
    if patent.begins_on is None:
        return None
    number = min(len(found.months) + count, found.longest)
    return months.moved(months.period(patent.begins_on, number, expires_on=patent.expires_on), extensions_in_force(patent)).ends


def of(allocation: Allocation) -> Money:
    payment = allocation.payment
    return Money(payment.paid_on, payment.pk, payment.amount)


def price_or_none(region: str, day: date) -> Decimal | None:
    """The price of a month on a bank date; None where it is not established."""
    try:
        with legal.only_asking():
            return tariff.monthly_price(region=region, paid_on=day).value
    except legal.MissingLegalParameter:
        return None
