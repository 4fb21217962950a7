"""The price of a patent on a day: fetches the figures of that day and lets `patents.rules.price` reckon."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Final

from patents.rules import price
from patents.rules.price import PriceFigures, PriceNotEstablished
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.explained import Explained
from portal.legal.figures import LegalFigure

PUBLISHED: Final = "patents.monthly_price"
BASE: Final = "patents.base_amount"
DEFLATOR: Final = "patents.deflator"
COEFFICIENT: Final = "patents.coefficient"
KEYS: Final = frozenset({PUBLISHED, BASE, DEFLATOR, COEFFICIENT})  # every figure that makes a price


def monthly_price(*, region: str, paid_on: date) -> Explained[Decimal]:
    """Whole roubles for one month. Raises `PriceNotEstablished`, `UnknownRegion`."""
    known = regions.region(region)
    return price.monthly_price(region=known, paid_on=paid_on, figures=figures(region=region, paid_on=paid_on))


def reckoned(fetched: PriceFigures, *, region: str, paid_on: date) -> Explained[Decimal]:
    """The same from figures that were fetched already."""
    return price.monthly_price(region=regions.region(region), paid_on=paid_on, figures=fetched)


def figures(*, region: str, paid_on: date) -> PriceFigures:
    """What is in force on `paid_on`: the published price of the region, or what the formula needs. Raises `PriceNotEstablished`."""
    published = legal.money_or_none(PUBLISHED, on=paid_on, scope=region)
    if published:
        return PriceFigures(published=published)
    try:
        return PriceFigures(
            base=legal.money(BASE, on=paid_on),
            deflator=legal.factor(DEFLATOR, on=paid_on),
            coefficient=legal.factor(COEFFICIENT, on=paid_on, scope=region),
        )
    except legal.MissingLegalParameter as missing:
        raise PriceNotEstablished(key=missing.context["key"], scope=missing.context["scope"], on=paid_on) from missing


def price_with(key: str, value: str | None, *, region: str, paid_on: date) -> Decimal | None:
    """What a month would cost with this figure of the region instead of the one in force; None: it would have no price."""
    published = legal.money_or_none(PUBLISHED, on=paid_on, scope=region)
    given = LegalFigure(amount=Decimal(value)) if value is not None else None
    with suppress(legal.MissingLegalParameter), legal.only_asking():
        if key == PUBLISHED and given:
            return reckoned(PriceFigures(published=given), region=region, paid_on=paid_on).value
        if key != PUBLISHED and published:
            return published.amount
        coefficient = given if key == COEFFICIENT else legal.factor(COEFFICIENT, on=paid_on, scope=region)
        base, deflator = legal.money(BASE, on=paid_on), legal.factor(DEFLATOR, on=paid_on)
        return reckoned(PriceFigures(base=base, deflator=deflator, coefficient=coefficient), region=region, paid_on=paid_on).value
    return None


def national(key: str, *, on: date) -> Decimal | None:
    """A figure of the whole country, `BASE` or `DEFLATOR`, as it is on a day; None: not established."""
    with suppress(legal.MissingLegalParameter), legal.only_asking():
        return (legal.money if key == BASE else legal.factor)(key, on=on).amount
    return None


def report_missing(*, region: str, paid_on: date) -> None:
    """Money is there and its price is not: operators hear of every figure that they must enter, once a day of each."""
    if legal.money_or_none(PUBLISHED, on=paid_on, scope=region):
        return
    with suppress(legal.MissingLegalParameter):
        legal.money(BASE, on=paid_on)
    with suppress(legal.MissingLegalParameter):
        legal.factor(DEFLATOR, on=paid_on)
    with suppress(legal.MissingLegalParameter):
        legal.factor(COEFFICIENT, on=paid_on, scope=region)


__all__ = [
    "KEYS",
    "PriceFigures",
    "PriceNotEstablished",
    "figures",
    "monthly_price",
    "national",
    "price_with",
    "reckoned",
    "report_missing",
]
