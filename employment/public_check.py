"""Who is signed in as an employer leaves a receipt at the public check as well, and is told so."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from employment.limits import count_question
from employment.membership import employers_of
from employment.models import Organisation
from employment.services import check_by_number
from portal.edge.idempotency import SubmissionIdField
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.home import HomeSection

TEMPLATE = "employment/public_receipt.html"


class ReceiptKeeper:
    def fields(self, request: HttpRequest) -> dict[str, forms.Field]:
        employers = employers_of(request.user)
        if not employers:
            return {}
        asked: dict[str, forms.Field] = {"submission_key": SubmissionIdField()}
        if len(employers) > 1:
            choices = [(employer.number, employer.name) for employer in employers]
            asked["employer"] = forms.ChoiceField(
                label=_("For which employer do you ask?"), choices=choices, initial=choices[0][0], widget=forms.RadioSelect
            )
        return asked

    def notice(self, request: HttpRequest) -> HomeSection | None:
        employers = employers_of(request.user)
        return HomeSection("employment/public_notice.html", {"employers": employers}) if employers else None

    def keep(self, request: HttpRequest, asked: dict[str, Any]) -> HomeSection | None:
        """The receipt, or why there is none: the answer of the public check stands either way."""
        employer = _chosen(employers_of(request.user), asked)
        if employer is None:
            return None
        try:
            count_question(request, employer)
            check = check_by_number(
                organisation_id=employer.pk,
                series=asked["series"],
                number=asked["number"],
                submission_key=asked["submission_key"],
                actor=actor_of(request.user),
            )
        except DomainError as error:
            return HomeSection(TEMPLATE, {"employer": employer, "refusal": str(error)})
        return HomeSection(TEMPLATE, {"employer": employer, "check": check})


def _chosen(employers: list[Organisation], asked: dict[str, Any]) -> Organisation | None:
    """The one that was chosen where there was a choice; None when the person has begun or stopped to act for one meanwhile."""
    if "submission_key" not in asked:
        return None
    return next((employer for employer in employers if asked.get("employer", employer.number) == employer.number), None)


__all__ = ["ReceiptKeeper"]
