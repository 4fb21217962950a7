"""What a patent costs, for anybody who asks: the API and what the page shows. Nothing personal, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from patents import tariff
from patents.errors import FewerMonths, TooManyMonths
from patents.ledgers import price_or_none
from patents.rules import months as months_of_a_patent
from patents.rules import validity
from patents.rules.price import is_confirmed, monthly_price, total
from portal import clock
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.api import PublicView
from portal.legal.api_serializers import CivilDate, RegionCode, StepShape, Whole
from portal.legal.explained import Explained
from portal.legal.figures import LegalFigure


@dataclass(frozen=True)
class Due:
    """One month that is asked about, paid on its own last day. Roubles.

    `price`: what it costs on `period.pay_by`; None: not established. `before_new_year`: what it costs if it is paid by the last day of
    the year that was asked about; None where that is the same, and where it is not established."""

    period: months_of_a_patent.Period
    price: Decimal | None
    before_new_year: Decimal | None = None


@dataclass(frozen=True)
class Quote:
    """What `months` months cost when they are paid on `on`, and until when they last if the patent is issued that day."""

    region: str
    on: date
    months: int
    price: Explained[Decimal]
    figures: tuple[LegalFigure, ...]
    through: Explained[date]
    expires: Explained[date]
    dues: list[Due]  # the months that are asked about
    least: int  # fewest months that are paid at once
    fee: LegalFigure | None  # for the issue of a patent, and for each reissue; None where the law of that day is not established

    @property
    def last_day_of_year(self) -> date:
        """Until this day, inclusive, months of the next year are paid at the price of this one."""
        return _last_day_of_year(self.on)

    @property
    def is_confirmed(self) -> bool:
        return is_confirmed(self.figures)

    @property
    def total(self) -> Decimal:
        return total(self.price.value, self.months)


def most_months(on: date) -> int:
    """How many months a patent that begins on a day can be paid for. Raises `MissingLegalParameter`, tells no operator."""
    with legal.only_asking():
        return validity.months_of(legal.term("patents.longest_term", on=on))


def quote(*, region: str, on: date, months: int | None) -> Quote:
    """`months` None: the fewest that are paid at once. Raises `FewerMonths`, `TooManyMonths`, `PriceNotEstablished`, `UnknownRegion`;
    stops nobody and tells no operator."""
    with legal.only_asking():
        figures = tariff.figures(region=region, paid_on=on)
        longest, least = legal.terms("patents.longest_term", "patents.least_bought", on=on)
        months = least.amount if months is None else months
        if months < least.amount:
            raise FewerMonths(least=least.amount)
        reading = legal.text("patents.last_day", on=on)
        fee = legal.money_or_none("patents.state_fee", on=on)
    if months > (most := validity.months_of(longest)):
        raise TooManyMonths(most=most)
    expires = validity.expires_on(issued_on=on, term=longest, reading=reading)
    return Quote(
        region=region,
        on=on,
        months=months,
        price=monthly_price(region=regions.region(region), paid_on=on, figures=figures),
        figures=figures.used(),
        through=validity.paid_through(issued_on=on, paid_months=months, expires_on=expires.value),
        expires=expires,
        dues=_dues(region, on=on, months=months, expires_on=expires.value),
        least=least.amount,
        fee=fee,
    )


def _dues(region: str, *, on: date, months: int, expires_on: date) -> list[Due]:
    """Each month at the price of its own last day: the year of payment governs the price (Tax Code art. 227.1 (3))."""
    periods, new_years_eve = months_of_a_patent.periods(on, months, expires_on=expires_on), _last_day_of_year(on)
    days = {on, *(period.pay_by for period in periods)}
    if max(days) > new_years_eve:
        days.add(new_years_eve)
    prices = _prices(region, days)
    found = []
    for period in periods:
        price, earlier = prices[period.pay_by], prices[new_years_eve] if period.pay_by > new_years_eve else None
        found.append(Due(period, price, earlier if earlier != price else None))
    return found


def _prices(region: str, days: Iterable[date]) -> dict[date, Decimal | None]:
    """The price of each day; None: not established. It is set for calendar years: the first and the last day of a year are looked up,
    and those between only where these two differ."""
    found: dict[date, Decimal | None] = {}
    for _year, group in groupby(sorted(days), key=lambda day: day.year):
        first, *others = group
        found[first] = price_or_none(region, first)
        for day in reversed(others):
            is_same = day != others[-1] and found[others[-1]] == found[first]
            found[day] = found[first] if is_same else price_or_none(region, day)
    return found


def _last_day_of_year(day: date) -> date:
    return date(day.year, 12, 31)


_MOST = "At most as many as a patent that begins on that day can be paid for; more is refused with the status 400."


class PriceQuery(serializers.Serializer):
    region = RegionCode(help_text="Two digits: 77 is Moscow.")
    on = CivilDate(required=False, help_text="The day of payment in Moscow; today when left out.")
    months = Whole(required=False, min_value=1, help_text=_MOST)


class FactorShape(serializers.Serializer):
    key = serializers.CharField()
    value = serializers.CharField()
    citation = serializers.CharField()


class PeriodShape(serializers.Serializer):
    number = serializers.IntegerField(help_text="1 is the first month of the patent.")
    to = serializers.DateField(help_text="The last day, inclusive.")
    pay_by = serializers.DateField(help_text="The last day for its money, inclusive.")
    price = serializers.CharField(help_text="Roubles, if it is paid on the day that was asked about.")
    price_on_pay_by = serializers.CharField(allow_null=True, help_text="Roubles, if it is paid on `pay_by`; null: not established.")
    price_before_new_year = serializers.CharField(
        allow_null=True,
        help_text="Roubles, if it is paid in the year that was asked about; null unless `pay_by` lies beyond it and costs another sum.",
    )

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": serializers.DateField(help_text="The first day.")}


class FeeShape(serializers.Serializer):
    amount = serializers.CharField(help_text="Roubles; 0 while the law asks for none.")
    citation = serializers.CharField()


class PriceAnswer(serializers.Serializer):
    region = serializers.CharField()
    on = serializers.DateField()
    months = serializers.IntegerField()
    price = serializers.CharField(help_text="Roubles for one month.")
    total = serializers.CharField(help_text="Roubles for all the months.")
    confirmed = serializers.BooleanField(help_text="False: the price was reported, its act was not seen. Ask the tax office before paying.")
    valid_through = serializers.DateField(help_text="If the patent is issued on the day of payment.")
    factors = FactorShape(many=True)
    periods = PeriodShape(many=True)
    state_fee = FeeShape(allow_null=True, help_text="For the issue of a patent and for each reissue; null where it is not established.")
    steps = StepShape(many=True)


class PatentPriceView(PublicView):
    @extend_schema(parameters=[PriceQuery], responses=PriceAnswer, summary="The price of a work patent on a day")
    def get(self, request: Request) -> Response:
        query = PriceQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        try:
            found = quote(region=asked["region"], on=asked.get("on") or clock.today(), months=asked.get("months"))
        except (FewerMonths, TooManyMonths) as error:
            raise serializers.ValidationError({"months": [str(error)]}) from error
        return Response(_answer(found))


def _answer(found: Quote) -> dict[str, Any]:
    price = str(found.price.value)
    periods = [{**_period(due), "price": price} for due in found.dues]
    factors = [{"key": item.key, "value": str(item.amount), "citation": str(item.citation)} for item in found.figures]
    return {
        "region": found.region,
        "on": found.on,
        "months": found.months,
        "price": price,
        "total": str(found.total),
        "confirmed": found.is_confirmed,
        "valid_through": found.through.value,
        "factors": factors,
        "periods": periods,
        "state_fee": {"amount": str(found.fee.amount), "citation": str(found.fee.citation)} if found.fee else None,
        "steps": found.price.as_json(),
    }


def _period(due: Due) -> dict[str, Any]:
    period = due.period
    return {
        "number": period.number,
        "from": period.begins,
        "to": period.ends,
        "pay_by": period.pay_by,
        "price_on_pay_by": _roubles(due.price),
        "price_before_new_year": _roubles(due.before_new_year),
    }


def _roubles(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
