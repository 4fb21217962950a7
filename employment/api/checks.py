"""An organisation's program asks about workers and reads the organisation's own checks."""

import uuid
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from employment.api.auth import HasScope, OrganisationProgram, OrganisationTokenAuthentication
from employment.api.shapes import (
    CREATE_EXAMPLES,
    KEY,
    EmployerCheckDetailSerializer,
    EmployerCheckSerializer,
    NewEmployerCheckSerializer,
    refusals,
)
from employment.limits import PER_ORGANISATION
from employment.models import ApiToken, PatentCheck
from employment.services import check_by_code, check_by_number
from portal import clock
from portal.edge import pages
from portal.edge.idempotency import AnsweredNo, idempotent
from portal.edge.limits import Limit, count_against

READS = Limit("employer-api-reads", times=1200, per_seconds=600)
ASKS = Limit("employer-api-asks", times=120, per_seconds=600)


class OfOrganisation(APIView):
    """Every read begins with the checks of the token's organisation; another's answer like those that never were."""

    authentication_classes = [OrganisationTokenAuthentication]
    permission_classes = [HasScope]

    @property
    def caller(self) -> OrganisationProgram:
        return cast(OrganisationProgram, self.request.user)

    @property
    def token(self) -> ApiToken:
        return self.caller.token

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "POST":
            count_against(READS, self.token.pk)
            return
        count_against(ASKS, self.token.pk)
        count_against(PER_ORGANISATION, self.token.organisation_id)

    def get_queryset(self) -> QuerySet[PatentCheck]:
        return self.token.organisation.checks.all()


class EmployerChecksApi(OfOrganisation, ListAPIView):
    """The organisation's checks, newest first, by keyset pages."""

    serializer_class = EmployerCheckSerializer

    @extend_schema(
        operation_id="employer_checks_list",
        summary="Checks of the organisation",
        responses={200: EmployerCheckSerializer(many=True), **refusals(404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="employer_checks_create",
        summary="Check a worker",
        description=(
            "By series and number: what the public check says, with a receipt. By the worker’s code: what the worker consented to show. "
            "422 `code_refused` is one answer for an unknown code, another employer’s, an ended one and a wrong birth date; "
            "the fifth wrong birth date ends the code."
        ),
        request=NewEmployerCheckSerializer,
        responses={201: EmployerCheckSerializer, **refusals(400, 409, 422)},
        parameters=[KEY],
        examples=CREATE_EXAMPLES,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        sent = NewEmployerCheckSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        check = self._ask(sent.validated_data)
        # The answer is kept for repeats, so it names nobody: the worker and the receipt are read from the check.
        return _refused_code() if check is None else Response(EmployerCheckSerializer(check).data, status=201)

    def _ask(self, asked: dict[str, Any]) -> PatentCheck | None:
        who: dict[str, Any] = {
            "organisation_id": self.token.organisation_id,
            "submission_key": uuid.uuid4(),
            "actor": self.caller.actor,
            "token_id": self.token.pk,
        }
        if "code" in asked:
            return check_by_code(**who, **asked, on=clock.today())
        return check_by_number(**who, **asked)


class EmployerCheckApi(OfOrganisation):
    @extend_schema(
        operation_id="employer_checks_retrieve",
        summary="One check with its receipt",
        responses={200: EmployerCheckDetailSerializer, **refusals(404)},
    )
    def get(self, request: Request, check_number: str) -> Response:
        check = self.get_queryset().filter(number=check_number[:15]).first()
        if check is None:
            raise Http404
        return Response(EmployerCheckDetailSerializer(check).data)


def _refused_code() -> Response:
    words = {"title": pages.titles()[422], "detail": _("No consent answers to this code and birth date. Ask the worker for a new code.")}
    return AnsweredNo({"type": "about:blank", "status": 422, "code": "code_refused", **words}, status=422)


__all__ = ["EmployerCheckApi", "EmployerChecksApi"]
