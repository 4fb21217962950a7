"""What a program sends and gets."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_field
from rest_framework import serializers

from employment import receipts
from employment.duties import duties, region_of
from employment.models import PatentCheck
from patents.api import ProblemShape
from patents.formats import canonical_number, canonical_series, worded
from portal.edge.idempotency import HEADER
from portal.legal.api_serializers import StepShape

_LOOSELY = "Spaces and dashes do not matter."
KEY = OpenApiParameter(
    HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="8 to 80 letters, digits or -_.: for this request alone."
)


def refusals(*statuses: int) -> dict[Any, type[serializers.Serializer[Any]]]:
    """How the API says no: with 401, 403 and 429 besides `statuses`."""
    return {(status, "application/problem+json"): ProblemShape for status in (401, 403, *statuses, 429)}


class NewEmployerCheckSerializer(serializers.Serializer[Any]):
    """`series` and `number` of the patent, or the worker’s `code` and `birth_date`: one pair and no other."""

    series = serializers.CharField(max_length=20, required=False, help_text=worded("Two digits. ", "As printed. ") + _LOOSELY)
    number = serializers.CharField(max_length=40, required=False, help_text=worded("Ten digits. ", "As printed. ") + _LOOSELY)
    code = serializers.CharField(max_length=40, required=False, help_text="Nine characters.")
    birth_date = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if set(attrs) not in ({"series", "number"}, {"code", "birth_date"}):
            raise serializers.ValidationError(_("Send series and number, or code and birth_date."))
        if "number" in attrs and (canonical_series(attrs["series"]) is None or canonical_number(attrs["number"]) is None):
            raise serializers.ValidationError(
                worded(_("The series is two digits, the number ten."), _("This is no series and number of a patent."))
            )
        return attrs


class EmployerCheckSerializer(serializers.ModelSerializer[PatentCheck]):
    """`valid_through` is told only when the worker consented. `on` is the civil date that the answer is about."""

    result = serializers.ChoiceField(choices=PatentCheck.Result.values, read_only=True)  # the codes of the public check

    class Meta:
        model = PatentCheck
        fields: tuple[str, ...] = ("number", "asked_at", "on", "way", "result", "valid_through")
        read_only_fields: tuple[str, ...] = fields


class ConditionsShape(serializers.Serializer[Any]):
    """What the patent allowed on that day, in words; the Russian words prevail."""

    ru = serializers.CharField()
    en = serializers.CharField()


class WorkerShape(serializers.Serializer[Any]):
    """What the worker consented to show. `conditions` is null where the patent was not valid, and in receipts before 26 November 2026.
    The picture is at `photo/` under the check."""

    name = serializers.CharField()
    name_latin = serializers.CharField()
    region = serializers.CharField()
    region_name = serializers.CharField()
    profession = serializers.CharField(allow_blank=True)
    profession_name = serializers.CharField(allow_blank=True)
    conditions = ConditionsShape(allow_null=True, default=None)


class EmployerCheckDetailSerializer(EmployerCheckSerializer):
    """With the signed receipt (JWS), after a check by code the worker, and what the employer must do now: `duties` are of the day of
    the reading, in the language asked for, with their acts, and no part of the receipt."""

    worker = serializers.SerializerMethodField()
    duties = serializers.SerializerMethodField()
    receipt = serializers.CharField(source="document", read_only=True)

    class Meta(EmployerCheckSerializer.Meta):
        fields = (*EmployerCheckSerializer.Meta.fields, "worker", "duties", "receipt")
        read_only_fields = fields

    @extend_schema_field(WorkerShape(allow_null=True))
    def get_worker(self, check: PatentCheck) -> dict[str, Any] | None:
        answer = receipts.content(check)["answer"]
        return dict(WorkerShape({"conditions": None, **answer}).data) if "name" in answer else None

    @extend_schema_field(StepShape(many=True))
    def get_duties(self, check: PatentCheck) -> list[dict[str, Any]]:
        return [step.as_json() for step in duties(check, check.organisation, region=region_of(receipts.content(check)))]


_ANSWER = {
    "number": "R26-7K3M-9QXT-4", "asked_at": "2026-11-25T14:03:07+03:00", "on": "2026-11-25", "way": "number", "result": "valid",
    "valid_through": None,
}  # fmt: skip
_WORKER = {
    "name": "Каримов Рустам", "name_latin": "KARIMOV RUSTAM", "region": "77", "region_name": "Москва", "profession": "construction",
    "profession_name": "Строитель", "conditions": {
        "ru": "Может работать только в Москве, только по профессии: Строитель.",
        "en": "May work only in Moscow, only as: Construction worker.",
    },
}  # fmt: skip
_DUTY = {
    "text": "If it is not reported in time, the company is fined from 400,000 to 1,000,000 roubles for each worker.",
    "value": None,
    "citation": "Code of Administrative Offences, art. 18.15",
}
_REFUSED = {
    "type": "about:blank", "title": "This cannot be done", "status": 422, "code": "code_refused",
    "detail": "No consent answers to this code and birth date. Ask the worker for a new code.",
}  # fmt: skip
CREATE_EXAMPLES = [
    OpenApiExample("By series and number", value={"series": "77", "number": "2600000017"}, request_only=True),
    OpenApiExample("By the worker’s code", value={"code": "7K3M9QXT4", "birth_date": "1994-05-17"}, request_only=True),
    OpenApiExample("Answered", value=_ANSWER, response_only=True, status_codes=["201"]),
    OpenApiExample("Code refused", value=_REFUSED, response_only=True, status_codes=["422"]),
]

READ_EXAMPLES = [
    OpenApiExample(
        "After a check by code",
        value={**_ANSWER, "way": "code", "valid_through": "2026-12-24", "worker": _WORKER, "duties": [_DUTY], "receipt": "eyJ….eyJ….MEU…"},
        response_only=True,
        status_codes=["200"],
    ),
    OpenApiExample(
        "After a check by number",
        value={**_ANSWER, "worker": None, "duties": [_DUTY], "receipt": "eyJ….eyJ….MEU…"},
        response_only=True,
        status_codes=["200"],
    ),
]

__all__ = [
    "CREATE_EXAMPLES", "KEY", "READ_EXAMPLES",
    "EmployerCheckDetailSerializer", "EmployerCheckSerializer", "NewEmployerCheckSerializer", "refusals",
]  # fmt: skip
