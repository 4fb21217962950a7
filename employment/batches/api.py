"""Lists of checks for an employer's programs: send, start, ask how far it is, read the results page by page."""

import io
import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from employment.api.auth import MemberOrScope, OrganisationProgram, OrganisationTokenAuthentication
from employment.api.checks import READS
from employment.api.shapes import KEY, refusals
from employment.batches import services
from employment.batches.models import Batch, BatchRow
from employment.batches.reading import MOST_ROWS
from employment.batches.words import problem_words
from employment.limits import PROGRAMS_READ, count_or_tell
from employment.membership import membership
from employment.models import ApiToken, Organisation
from employment.rules.roles import CHECK
from portal import clock
from portal.accounts.selectors import pk_of
from portal.edge import client
from portal.edge.api import KeysetPagination
from portal.edge.csv import csv_line
from portal.edge.idempotency import idempotent
from portal.edge.limits import Counted, Limit, count_against
from portal.events.actor import Actor, actor_of

CREATIONS = Limit("batch-api", times=60, per_seconds=3600)
CREATIONS_FROM = Limit("batch-api-address", times=240, per_seconds=3600)
_LIST = {
    "name": "Site 4",
    "rows": [
        {"series": "77", "number": "2600000017", "reference": "A-117"},
        {"code": "7K3M9QXT4", "birth_date": "17.05.1994", "reference": "A-118"},
    ],
}


class RowSerializer(serializers.Serializer[Any]):
    """A patent's series and number, or a share code and the birth date; and a reference of your own."""

    series = serializers.CharField(max_length=20, required=False, allow_blank=True)
    number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    birth_date = serializers.CharField(max_length=20, required=False, allow_blank=True)
    reference = serializers.CharField(max_length=120, required=False, allow_blank=True)


class NewBatchSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100, default="api")
    rows = serializers.ListField(child=RowSerializer(), min_length=1, max_length=MOST_ROWS)


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """`state` is of the work: waiting, running, done, failed, cancelled. `unreadable` rows were not asked about."""

    id = serializers.UUIDField(source="reference")
    state = serializers.CharField(source="job.state", default="uploaded")
    done = serializers.IntegerField(source="job.done", default=0)
    failed = serializers.IntegerField(source="job.failed", default=0)

    class Meta:
        model = Batch
        fields = ("id", "state", "total", "unreadable", "done", "failed", "created_at", "keep_until")
        read_only_fields = fields


class ResultSerializer(serializers.ModelSerializer[BatchRow]):
    """`problem` is a stable code with its words; null receipt and empty result until the row is done."""

    receipt = serializers.CharField(source="receipt.number", default=None)
    done = serializers.SerializerMethodField()
    problem_words = serializers.SerializerMethodField()

    class Meta:
        model = BatchRow
        fields = ("number", "reference", "done", "result", "valid_through", "receipt", "problem", "problem_words")
        read_only_fields = fields

    def get_done(self, row: BatchRow) -> bool:
        return row.done_at is not None

    def get_problem_words(self, row: BatchRow) -> str:
        return problem_words(row.problem)


class RowPages(KeysetPagination):
    ordering = "number"


class OfOrganisation(APIView):
    """Every read begins with an organisation for which the caller checks workers, a member or a program with the organisation's
    token; another's answers like one that never was."""

    authentication_classes = [*APIView.authentication_classes, OrganisationTokenAuthentication]
    permission_classes = [MemberOrScope]

    @property
    def token(self) -> ApiToken | None:
        return self.request.auth if isinstance(self.request.auth, ApiToken) else None

    @property
    def actor(self) -> Actor:
        return self.request.user.actor if isinstance(self.request.user, OrganisationProgram) else actor_of(self.request.user)

    @cached_property
    def organisation(self) -> Organisation:
        asked = self.kwargs["organisation"]
        if self.token is not None:
            found = self.token.organisation if self.token.organisation.number == asked else None
        else:
            member = membership(self.request.user, asked, CHECK)
            found = member.organisation if member else None
        if found is None or found.status != Organisation.Status.CONFIRMED:
            raise Http404
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.token is not None and request.method in SAFE_METHODS:
            count_against(READS, self.token.pk)
            count_against(PROGRAMS_READ, client.network(request))

    def batches(self) -> QuerySet[Batch]:
        return self.organisation.batches.exclude(status__in=["discarded", "swept"]).select_related("job")

    @cached_property
    def batch(self) -> Batch:
        found = self.batches().filter(reference=self.kwargs["batch_id"]).first()
        if found is None:
            raise Http404
        return found


class BatchesApi(OfOrganisation, ListAPIView):
    serializer_class = BatchSerializer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            account = self.token.made_by_id if self.token else pk_of(request.user)
            limits: list[Counted] = [
                (CREATIONS, ("organisation", self.organisation.pk)), (CREATIONS_FROM, ("address", client.network(request))),
            ]  # fmt: skip
            count_or_tell(limits, self.organisation, account_id=account, token_id=self.token.pk if self.token else None)

    def get_queryset(self) -> QuerySet[Batch]:
        return self.batches()

    @extend_schema(operation_id="batches_list", summary="Lists of checks", responses={200: BatchSerializer(many=True), **refusals(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="batches_create",
        summary="Check a list",
        description="Starts at once. 422 `batch_daily_rows_spent` when the day's rows do not hold the whole list: nothing is asked then.",
        request=NewBatchSerializer,
        responses={201: BatchSerializer, **refusals(400, 404, 409, 422)},
        examples=[OpenApiExample("By series and number, and by code", value=_LIST, request_only=True)],
        parameters=[KEY],
    )
    @idempotent
    def post(self, request: Request, organisation: str) -> Response:
        sent = NewBatchSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        batch = services.upload_batch(
            organisation_id=self.organisation.pk,
            file=io.BytesIO(_as_table(sent.validated_data["rows"]).encode()),
            shown_name=sent.validated_data["name"],
            submission_key=uuid.uuid4(),
            actor=self.actor,
            token_id=self.token.pk if self.token else None,
        )
        started = services.start_batch(batch_id=batch.pk, actor=self.actor, on=clock.today())
        return Response(BatchSerializer(started).data, status=201)


class BatchApi(OfOrganisation):
    @extend_schema(operation_id="batches_retrieve", summary="How far a list is", responses={200: BatchSerializer, **refusals(404)})
    def get(self, request: Request, organisation: str, batch_id: uuid.UUID) -> Response:
        return Response(BatchSerializer(self.batch).data)


class BatchRowsApi(OfOrganisation, ListAPIView):
    """The rows in the order of the list, by keyset pages."""

    serializer_class = ResultSerializer
    pagination_class: type[CursorPagination] = RowPages

    def get_queryset(self) -> QuerySet[BatchRow]:
        return self.batch.rows.select_related("receipt").defer("asked", "receipt__document")

    @extend_schema(operation_id="batches_rows", summary="Results of a list", responses={200: ResultSerializer(many=True), **refusals(404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def _as_table(rows: list[dict[str, str]]) -> str:
    """The same table as a file would hold, so that both doors read one form."""
    columns = ("series", "number", "code", "birth_date", "reference")
    return csv_line(columns) + "".join(csv_line([row.get(column, "") for column in columns]) for row in rows)


__all__ = ["BatchApi", "BatchRowsApi", "BatchesApi"]
