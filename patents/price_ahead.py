"""Until when a month of a patent costs what it costs on a day, as far as the law's rows say today."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from patents import tariff
from patents.ledgers import price_or_none
from portal.legal import services as legal


@dataclass(frozen=True)
class PriceEnds:
    """`last`: the last bank date, inclusive, of the price. `price`: what a month costs from the day after; None: not established."""

    last: date
    price: Decimal | None

    @property
    def next_day(self) -> date:
        return self.last + timedelta(days=1)

    def is_before(self, pay_by: date | None) -> bool:
        """Whether who pays on the last day pays another price. Without a last day everybody can come too late for this one."""
        return pay_by is None or self.last < pay_by


def price_ends(*, region: str, price: Decimal, on: date) -> PriceEnds | None:
    """When the price of `on` ends; None where no row ends it."""
    for day in legal.days_of_change(*sorted(tariff.KEYS), scope=region, after=on):
        if (then := price_or_none(region, day)) != price:
            return PriceEnds(day - timedelta(days=1), then)
    return None
