"""The public check as an API."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from patents.public_check import check_patent, count_question
from patents.rules.number import canonical_number, canonical_series
from portal.legal.api import PublicView


class CheckAnswerShape(serializers.Serializer):
    result = serializers.ChoiceField(choices=["valid", "not_valid", "not_found"])
    on = serializers.DateField(help_text="The civil date the answer is about.")
    as_of = serializers.DateTimeField(help_text="When the answer was given.")


class PatentCheckApi(PublicView):
    @extend_schema(
        parameters=[
            OpenApiParameter("series", str, required=True, description="Two digits, for example 77."),
            OpenApiParameter("number", str, required=True, description="Ten digits."),
        ],
        responses=CheckAnswerShape,
        summary="Is a work patent valid today?",
    )
    def get(self, request: Request) -> Response:
        series, number = request.query_params.get("series", ""), request.query_params.get("number", "")
        count_question(request)
        errors = {}
        if canonical_series(series) is None:
            errors["series"] = "Two digits."
        if canonical_number(number) is None:
            errors["number"] = "Ten digits."
        if errors:
            raise serializers.ValidationError(errors)
        return Response(CheckAnswerShape(check_patent(series, number)).data)
