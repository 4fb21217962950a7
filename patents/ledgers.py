"""What has been paid for a patent: fetches payments in force and prices, and lets `patents.rules.months` reckon."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from patents import tariff
from patents.models import Allocation, Patent, Purpose
from patents.rules import months
from patents.rules.months import Ledger, Money
from patents.rules.validity import months_of
from patents.selectors import extensions
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


def of(allocation: Allocation) -> Money:
    payment = allocation.payment
    return Money(payment.paid_on, payment.pk, payment.amount)


def longest(patent: Patent) -> int:
    """The most months of this patent."""
    return months_of(legal.term("patents.longest_term", on=patent.begins_on or clock.today()))


def price_or_none(region: str, day: date) -> Decimal | None:
    """The price of a month on a bank date; None where it is not established."""
    try:
        with legal.only_asking():
            return tariff.monthly_price(region=region, paid_on=day).value
    except legal.MissingLegalParameter:
        return None
