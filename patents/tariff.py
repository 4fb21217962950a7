"""The price of a patent on a day: fetches the figures of that day and lets `patents.rules.price` reckon."""

from datetime import date
from decimal import Decimal

from patents.rules import price
from patents.rules.price import PriceFigures, PriceNotEstablished
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.explained import Explained


def monthly_price(*, region: str, paid_on: date) -> Explained[Decimal]:
    """Whole roubles for one month. Raises `PriceNotEstablished`, `UnknownRegion`."""
    known = regions.region(region)
    return price.monthly_price(region=known, paid_on=paid_on, figures=figures(region=region, paid_on=paid_on))


def reckoned(fetched: PriceFigures, *, region: str, paid_on: date) -> Explained[Decimal]:
    """The same from figures that were fetched already."""
    return price.monthly_price(region=regions.region(region), paid_on=paid_on, figures=fetched)


def figures(*, region: str, paid_on: date) -> PriceFigures:
    """What is in force on `paid_on`: the published price of the region, or what the formula needs. Raises `PriceNotEstablished`."""
    published = legal.money_or_none("patents.monthly_price", on=paid_on, scope=region)
    if published:
        return PriceFigures(published=published)
    try:
        return PriceFigures(
            base=legal.money("patents.base_amount", on=paid_on),
            deflator=legal.factor("patents.deflator", on=paid_on),
            coefficient=legal.factor("patents.coefficient", on=paid_on, scope=region),
        )
    except legal.MissingLegalParameter as missing:
        raise PriceNotEstablished(key=missing.context["key"], scope=missing.context["scope"], on=paid_on) from missing


__all__ = ["PriceFigures", "PriceNotEstablished", "figures", "monthly_price", "reckoned"]
