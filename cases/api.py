"""A person's own applications for programs that act for them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.models import Case, Decision, InformationRequest
from cases.presentation import stored_explanation
from cases.rules.reference import canonical
from cases.selectors import final_decision, open_request, own_cases
from cases.services import withdraw_case
from portal.accounts.permissions import IsApplicant
from portal.edge.idempotency import HEADER, idempotent
from portal.events.actor import actor_of
from profiles.selectors import full_name


class CaseSerializer(serializers.ModelSerializer[Case]):
    """`decide_by` is the last day for the decision, inclusive; null for a draft."""

    status_name = serializers.CharField(source="get_status_display", help_text="In the language of the request.")

    child = serializers.SerializerMethodField(help_text="Name of the child for whom the caller acts; empty for the caller's own.")

    class Meta:
        model = Case
        fields: tuple[str, ...] = (
            "reference",
            "child",
            "procedure",
            "status",
            "status_name",
            "submitted_at",
            "accepted_on",
            "decide_by",
            "closed_at",
        )
        read_only_fields: tuple[str, ...] = fields

    def get_child(self, case: Case) -> str:
        return full_name(case.person) if case.person.user_id is None else ""


class StepSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    citation = serializers.CharField(allow_blank=True)


class QuestionSerializer(serializers.ModelSerializer[InformationRequest]):
    class Meta:
        model = InformationRequest
        fields = ("text", "document_kinds", "counter", "asked_at", "answer_by")
        read_only_fields = fields


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    article = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = ("outcome", "ground", "article", "reason", "decided_on", "appeal_by")
        read_only_fields = fields

    def get_article(self, decision: Decision) -> str:
        return gettext(decision.article)


class CaseDetailSerializer(CaseSerializer):
    """With the reasoning of the deadline, the officer's open question (null when nothing is asked) and the decision."""

    decide_by_steps = serializers.SerializerMethodField()
    waiting_on_you = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = (*CaseSerializer.Meta.fields, "decide_by_steps", "waiting_on_you", "decision")
        read_only_fields = fields

    @extend_schema_field(StepSerializer(many=True))
    def get_decide_by_steps(self, case: Case) -> list[dict[str, Any]]:
        return stored_explanation(case).as_json()

    @extend_schema_field(QuestionSerializer(allow_null=True))
    def get_waiting_on_you(self, case: Case) -> dict[str, Any] | None:
        question = open_request(case)
        return QuestionSerializer(question).data if question else None

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_decision(self, case: Case) -> dict[str, Any] | None:
        decision = final_decision(case)
        return DecisionSerializer(decision).data if decision else None


class OwnCases(APIView):
    """Every read begins with the caller's own cases; another person's answers like one that never existed."""

    permission_classes = [IsApplicant]

    def get_queryset(self) -> QuerySet[Case]:
        return own_cases(self.request.user).select_related("person")

    @cached_property
    def case(self) -> Case:
        typed = self.kwargs["reference"]
        case = self.get_queryset().filter(reference=canonical(typed) or typed[:20]).first()
        if case is None:
            raise Http404
        return case


class CasesApi(OwnCases, ListAPIView):
    """The caller's applications, newest first, by keyset pages."""

    serializer_class = CaseSerializer

    @extend_schema(operation_id="cases_list", summary="My applications")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class CaseApi(OwnCases):
    """Where one application stands, and what is asked of its applicant."""

    @extend_schema(operation_id="cases_retrieve", summary="One of my applications", responses=CaseDetailSerializer)
    def get(self, request: Request, reference: str) -> Response:
        return Response(CaseDetailSerializer(self.case).data)


class WithdrawApi(OwnCases):
    """Ends an application that is not decided. 409 `case_moved` once a decision is being confirmed or was made."""

    @extend_schema(
        operation_id="cases_withdraw",
        summary="Withdraw an application",
        request=None,
        responses=CaseDetailSerializer,
        parameters=[OpenApiParameter(HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)],
    )
    @idempotent
    def post(self, request: Request, reference: str) -> Response:
        return Response(CaseDetailSerializer(withdraw_case(case_id=self.case.pk, actor=actor_of(request.user))).data)


__all__ = ["CaseApi", "CasesApi", "WithdrawApi"]
