"""Public calculators of the law room: working days, regions, citizenships. No sign-in, nothing personal, nothing stored."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal import clock
from portal.legal import calendar, citizenships, regions
from portal.legal.api_serializers import (
    CitizenshipAnswer,
    CitizenshipQuery,
    RegionAnswer,
    WorkingDaysAnswer,
    WorkingDaysQuery,
)
from portal.legal.errors import MissingLegalParameter


class PublicView(APIView):
    """Anybody may ask, and no credentials are looked at."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]


class WorkingDaysView(PublicView):
    @extend_schema(parameters=[WorkingDaysQuery], responses=WorkingDaysAnswer, summary="Count working days by the Russian working calendar")
    def get(self, request: Request) -> Response:
        query = WorkingDaysQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        start, days = query.validated_data["from"], query.validated_data["add"]
        end = calendar.add_working_days(start, days)
        return Response({"from": start, "add": days, "date": end.value, "steps": end.as_json()})


class RegionsView(PublicView):
    pagination_class = None

    @extend_schema(responses=RegionAnswer(many=True), summary="Regions with their codes and time zones")
    def get(self, request: Request) -> Response:
        return Response([_region(item) for item in regions.all_regions()])


class CitizenshipsView(PublicView):
    @extend_schema(
        parameters=[CitizenshipQuery], responses=CitizenshipAnswer(many=True), summary="Citizenships with the regime that holds on a day"
    )
    def get(self, request: Request) -> Response:
        query = CitizenshipQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        on = query.validated_data.get("on") or clock.today()
        return Response([_citizenship(code, on) for code in citizenships.codes()])


def _region(item: regions.Region) -> dict[str, Any]:
    shown = {name: getattr(item, name) for name in ("code", "iso", "oktmo", "name_ru", "name_en")}
    return {**shown, "zone": item.zone.key, "name": str(item.name)}


def _citizenship(code: str, on: date) -> dict[str, Any]:
    """A regime that is not known for so early a day is null, not an error: the list is still of use."""
    try:
        known = citizenships.citizenship(code, on)
    except MissingLegalParameter:
        return {"alpha2": code, "alpha3": citizenships.alpha3(code), "name": citizenships.label(code), "regime": None, "citation": ""}
    return {
        "alpha2": known.alpha2,
        "alpha3": known.alpha3,
        "name": str(known.name),
        "regime": known.regime.value,
        "citation": str(known.citation),
    }
