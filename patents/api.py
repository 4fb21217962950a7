"""The public check as an API."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from patents.formats import canonical_number, canonical_series, in_use, number_wrong, series_wrong, worded
from patents.public_check import CheckAnswer, ask
from portal import clock
from portal.edge import pages

_LOOSELY = "Spaces and dashes do not matter."


class CheckAnswerShape(serializers.Serializer):
    result = serializers.ChoiceField(
        choices=["valid", "not_valid", "not_found"],
        help_text="not_valid: the patent exists and does not allow work on this day. not_found is no proof of forgery.",
    )
    on = serializers.DateField(help_text="The civil date the answer is about: today in the patent's region.")
    as_of = serializers.DateTimeField(help_text="When the answer was given, in Moscow time with its offset.")


class ProblemShape(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable: invalid, unreadable_request, limit_exceeded, unavailable.")
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]


def _example(result: str) -> OpenApiExample:
    value = {"result": result, "on": "2026-11-25", "as_of": "2026-11-25T14:03:07.512345+03:00"}
    return OpenApiExample(result, value=value, response_only=True, status_codes=["200"])


class PatentCheckApi(APIView):
    """Anybody may ask. Who is signed in is counted as an account too."""

    permission_classes = [AllowAny]

    @extend_schema(
        auth=[],
        parameters=[
            OpenApiParameter(
                "series", str, required=True, description=worded("Two digits, for example 77. ", "As printed, for example 77. ") + _LOOSELY
            ),
            OpenApiParameter("number", str, required=True, description=worded("Ten digits. ", "As printed. ") + _LOOSELY),
        ],
        responses={
            200: CheckAnswerShape,
            (400, "application/problem+json"): ProblemShape,
            (429, "application/problem+json"): ProblemShape,
            (503, "application/problem+json"): ProblemShape,
        },
        examples=[_example("valid"), _example("not_valid"), _example("not_found")],
        summary="Is a work patent valid today?",
        description="Names nobody. At most 60 questions in 10 minutes and 1,000 in 24 hours from one address (429 with Retry-After).",
    )
    def get(self, request: Request) -> HttpResponse:
        return answer_check(request)


def answer_check(request: HttpRequest | Request) -> HttpResponse:
    """The answer as JSON, or a problem that names the field. Of a repeated parameter the last one counts."""
    series, number = _asked(request)
    answer = ask(request, series, number)
    response = _unreadable(request, series, number) if answer.result == "unreadable" else _told(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest | Request) -> tuple[str, str]:
    # Nothing in such a query needs decoding, which takes longer than all the rest of reading a question.
    found = in_use().as_programs_ask.fullmatch(request.META.get("QUERY_STRING", ""))
    if found:
        return found[1], found[2]
    return request.GET.get("series", ""), request.GET.get("number", "")


def _told(answer: CheckAnswer) -> HttpResponse:
    # All three are ours and need no escaping.
    body = f'{{"result":"{answer.result}","on":"{answer.on.isoformat()}","as_of":"{answer.as_of.astimezone(clock.MOSCOW).isoformat()}"}}'
    return HttpResponse(body, content_type="application/json", charset="utf-8")  # else it is looked for in the type, thrice


def _unreadable(request: HttpRequest | Request, series: str, number: str) -> HttpResponse:
    errors = {}
    with pages.in_language_of(request):
        if canonical_series(series) is None:
            errors["series"] = [str(series_wrong())]
        if canonical_number(number) is None:
            errors["number"] = [str(number_wrong())]
        return pages.problem(status=400, code="invalid", detail=_("Some values cannot be accepted."), errors=errors)
