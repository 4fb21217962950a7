"""What a patent costs, for anybody who asks: the API and what the page shows. Nothing personal, nothing stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from patents import tariff
from patents.rules import months as months_of_a_patent
from patents.rules import validity
from patents.rules.price import monthly_price, total
from portal import clock
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.api import PublicView
from portal.legal.api_serializers import CivilDate, RegionCode, StepShape, Whole
from portal.legal.explained import Explained
from portal.legal.figures import LegalFigure

MOST_MONTHS = 12


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
    periods: list[months_of_a_patent.Period]  # the months that are asked about
    fee: LegalFigure | None  # for the issue of a patent, and for each reissue; None where the law of that day is not established

    @property
    def total(self) -> Decimal:
        return total(self.price.value, self.months)


def quote(*, region: str, on: date, months: int) -> Quote:
    """Raises `PriceNotEstablished`, `UnknownRegion`; stops nobody and tells no operator."""
    with legal.only_asking():
        figures = tariff.figures(region=region, paid_on=on)
        longest = legal.term("patents.longest_term", on=on)
        fee = legal.money_or_none("patents.state_fee", on=on)
    return Quote(
        region=region,
        on=on,
        months=months,
        price=monthly_price(region=regions.region(region), paid_on=on, figures=figures),
        figures=figures.used(),
        through=validity.paid_through(issued_on=on, paid_months=months),
        expires=validity.expires_on(issued_on=on, term=longest),
        periods=months_of_a_patent.periods(on, months),
        fee=fee,
    )


class PriceQuery(serializers.Serializer):
    region = RegionCode(help_text="Two digits: 77 is Moscow.")
    on = CivilDate(required=False, help_text="The day of payment in Moscow; today when left out.")
    months = Whole(required=False, default=1, min_value=1, max_value=MOST_MONTHS)


class FactorShape(serializers.Serializer):
    key = serializers.CharField()
    value = serializers.CharField()
    citation = serializers.CharField()


class PeriodShape(serializers.Serializer):
    number = serializers.IntegerField(help_text="1 is the first month of the patent.")
    to = serializers.DateField(help_text="The last day, inclusive.")
    pay_by = serializers.DateField(help_text="The last day for its money, inclusive.")
    price = serializers.CharField(help_text="Roubles, if it is paid on the day that was asked about.")

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
        found = quote(region=asked["region"], on=asked.get("on") or clock.today(), months=asked["months"])
        return Response(_answer(found))


def _answer(found: Quote) -> dict[str, Any]:
    price = str(found.price.value)
    periods = [{"number": p.number, "from": p.begins, "to": p.ends, "pay_by": p.pay_by, "price": price} for p in found.periods]
    factors = [{"key": item.key, "value": str(item.amount), "citation": str(item.citation)} for item in found.figures]
    return {
        "region": found.region,
        "on": found.on,
        "months": found.months,
        "price": price,
        "total": str(found.total),
        "valid_through": found.through.value,
        "factors": factors,
        "periods": periods,
        "state_fee": {"amount": str(found.fee.amount), "citation": str(found.fee.citation)} if found.fee else None,
        "steps": found.price.as_json(),
    }
