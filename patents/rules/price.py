"""What one month of a patent costs: a fixed advance payment of income tax (Tax Code art. 227.1).

The figures of the day of payment govern, also for months of the next year that are paid in advance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.legal.errors import MissingLegalParameter
from portal.legal.explained import Explained, Step
from portal.legal.figures import UNSURE, LegalFigure
from portal.legal.regions import Region
from portal.legal.wording import said

WHOLE_ROUBLE = Decimal(1)
ROUNDING = _("Tax Code, art. 52, para. 6")


class PriceNotEstablished(MissingLegalParameter):
    """No figure is known for this region and day. The price of another year or region is never used instead."""

    message = _("The price of a patent for this region and date is not established here yet. Nothing was charged.")


@dataclass(frozen=True, kw_only=True)
class PriceFigures:
    """The figures in force on the day of payment; None: not established. A published price goes before the formula."""

    base: LegalFigure | None = None
    deflator: LegalFigure | None = None
    coefficient: LegalFigure | None = None
    published: LegalFigure | None = None

    def used(self) -> tuple[LegalFigure, ...]:
        """The figures that make the price."""
        if self.published:
            return (self.published,)
        return tuple(figure for figure in (self.base, self.deflator, self.coefficient) if figure)


def is_confirmed(figures: Iterable[LegalFigure]) -> bool:
    """Whether the acts behind all these figures are established. Else the payer is told to ask before paying: a sum that is too
    small buys no month."""
    return all(figure.confidence != UNSURE for figure in figures)


def monthly_price(*, region: Region, paid_on: date, figures: PriceFigures) -> Explained[Decimal]:
    """Whole roubles for one month paid on `paid_on` (civil date in Moscow). Raises `PriceNotEstablished`."""
    if figures.published:
        return _as_published(region, paid_on, figures.published)
    if not (figures.base and figures.deflator and figures.coefficient):
        raise PriceNotEstablished(key="patents.monthly_price", scope=region.code, on=paid_on)
    exact = figures.base.amount * figures.deflator.amount * figures.coefficient.amount
    price = exact.quantize(WHOLE_ROUBLE, rounding=ROUND_HALF_UP)
    return Explained(price, (*_factors(region, paid_on, figures.base, figures.deflator, figures.coefficient), *_product(exact, price)))


def total(price: Decimal, months: int) -> Decimal:
    """What `months` whole months cost when they are paid together."""
    return price * months


def _as_published(region: Region, paid_on: date, published: LegalFigure) -> Explained[Decimal]:
    message = gettext_noop("The price of one month %(where)s, as published for %(year)s.")
    if not is_confirmed([published]):
        message = gettext_noop("The price of one month %(where)s for %(year)s, as it was reported. The act itself was not seen.")
    step = Step(said(message, where=region.where, year=paid_on.year), published.amount, published.citation)
    return Explained(published.amount, (step,))


def _factors(region: Region, paid_on: date, base: LegalFigure, deflator: LegalFigure, coefficient: LegalFigure) -> tuple[Step, ...]:
    inflation = said(gettext_noop("The deflator for %(year)s: how prices have grown since the base year."), year=paid_on.year)
    regional = said(gettext_noop("The coefficient for %(year)s %(where)s."), year=paid_on.year, where=region.where)
    return (
        Step(_("The base amount for one month, roubles."), base.amount, base.citation),
        Step(inflation, deflator.amount, deflator.citation),
        Step(regional, coefficient.amount, coefficient.citation),
    )


def _product(exact: Decimal, price: Decimal) -> tuple[Step, ...]:
    product = Step(_("The three multiplied, roubles."), exact.normalize())
    return (product, Step(_("Rounded to whole roubles: from 50 kopecks up."), price, ROUNDING))
