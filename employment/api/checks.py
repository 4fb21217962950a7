"""An organisation's program asks about workers and reads the organisation's own checks."""

import uuid
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from employment.api.auth import HasScope, OrganisationProgram, OrganisationTokenAuthentication
from employment.api.shapes import (
    CREATE_EXAMPLES,
    KEY,
    READ_EXAMPLES,
    EmployerCheckDetailSerializer,
    EmployerCheckSerializer,
    NewEmployerCheckSerializer,
    refusals,
)
from employment.limits import PER_ORGANISATION, PROGRAMS_ASK, PROGRAMS_READ, count_or_tell
from employment.models import ApiToken, PatentCheck
from employment.photo import photo_of
from employment.services import check_by_code, check_by_number
from portal import clock
from portal.edge import client, pages
from portal.edge.idempotency import AnsweredNo, idempotent
from portal.edge.limits import Counted, Limit, count_against
from profiles.services import record_access

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
        address = client.network(request)
        if request.method != "POST":
            count_against(READS, self.token.pk)
            count_against(PROGRAMS_READ, address)
            return
        limits: list[Counted] = [
            (ASKS, (self.token.pk,)), (PER_ORGANISATION, (self.token.organisation_id,)), (PROGRAMS_ASK, (address,)),
        ]  # fmt: skip
        count_or_tell(limits, self.token.organisation, account_id=self.token.made_by_id, token_id=self.token.pk)

    def get_queryset(self) -> QuerySet[PatentCheck]:
        return self.token.organisation.checks.all()

    def check(self, number: str) -> PatentCheck:
        found = self.get_queryset().select_related("organisation", "consent").filter(number=number[:15]).first()
        if found is None:
            raise Http404
        return found


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
        examples=READ_EXAMPLES,
    )
    def get(self, request: Request, check_number: str) -> Response:
        return Response(EmployerCheckDetailSerializer(self.check(check_number)).data)


class EmployerCheckPhotoApi(OfOrganisation):
    """As the page shows it: after a check by code, while the consent lasts. Every look is told to the worker."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Whoever accepts pictures alone gets one, and a refusal as a problem document."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="employer_checks_photo",
        summary="The worker’s photo",
        description="JPEG or PNG. 404 after a check by number, once the consent is over, and where the application held no picture.",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, (200, "image/png"): OpenApiTypes.BINARY, **refusals(404)},
    )
    def get(self, request: Request, check_number: str) -> HttpResponse:
        check = self.check(check_number)
        photo = photo_of(check)
        if photo is None:
            raise Http404
        record_access(person_id=photo.person_id, reader=self.token.made_by, what="document", reason=check.number)
        response = HttpResponse(photo.file.read(), content_type=photo.content_type)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _refused_code() -> Response:
    words = {"title": pages.titles()[422], "detail": _("No consent answers to this code and birth date. Ask the worker for a new code.")}
    return AnsweredNo({"type": "about:blank", "status": 422, "code": "code_refused", **words}, status=422)


__all__ = ["EmployerCheckApi", "EmployerCheckPhotoApi", "EmployerChecksApi"]
