"""The employer asks, and reads the answer and its receipt."""

from functools import cached_property
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from employment import receipts
from employment.disputes.models import Dispute
from employment.disputes.selectors import pending_dispute
from employment.duties import duties, region_of
from employment.errors import NotConfirmed
from employment.limits import count_question
from employment.membership import MemberMixin
from employment.models import Organisation, PatentCheck
from employment.photo import photo_of
from employment.rules.roles import CHECK
from employment.services import check_by_code, check_by_number
from patents import professions
from patents.number_form import NumberForm
from portal import clock
from portal.edge.idempotency import SubmissionIdField
from portal.events.actor import actor_of
from portal.legal import regions
from portal.ui.components import rows
from portal.ui.fields import CivilDateField
from portal.ui.formats import civil_date
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.models import Document
from profiles.services import record_access


class CodeForm(PortalForm):
    """What a worker gave to this employer: the code, and the birth date that goes with it."""

    way = forms.CharField(widget=forms.HiddenInput, initial="code")
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Nine characters. Spaces do not matter"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code")},
    )
    birth_date = CivilDateField(
        label=_("Birth date of the worker"), help_text=_("For example 14.06.1996"), error_messages={"required": _("Enter the birth date")}
    )
    submission_key = SubmissionIdField()


class ByNumberForm(NumberForm):
    """What stands on the patent."""

    way = forms.CharField(widget=forms.HiddenInput, initial="number")
    submission_key = SubmissionIdField()


WAYS: Final[dict[str, type[PortalForm]]] = {"code": CodeForm, "number": ByNumberForm}


class CheckView(KeepAnswersOnLanguageSwitch, MemberMixin, FormView):
    """One way at a time; a link leads to the other."""

    template_name = "employment/check.html"
    act = CHECK

    @property
    def way(self) -> str:
        """As it was sent, as it stood when the language was switched, or as the address says; the code tells most, so it is first."""
        typed = getattr(self.request, "typed_answers", None) or {}
        asked = self.request.POST.get("way") or typed.get("way") or self.request.GET.get("way")
        return asked if asked in WAYS else "code"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Until an officer has confirmed the employer nothing can be asked: its page says what is waited for."""
        if self.organisation.status != Organisation.Status.CONFIRMED:
            return redirect("employment:organisation", self.organisation.number)
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> type[PortalForm]:
        return WAYS[self.way]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(way=self.way, **kwargs)

    def form_valid(self, form: PortalForm) -> HttpResponse:
        count_question(self.request, self.organisation)
        try:
            check = self.ask(form.cleaned_data)
        except NotConfirmed as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        if check is None:
            form.add_error(None, gettext("No consent answers to this code and birth date. Ask the worker for a new code."))
            return self.form_invalid(form)
        return redirect("employment:result", self.organisation.number, check.number)

    def ask(self, data: dict[str, Any]) -> PatentCheck | None:
        who = {
            "organisation_id": self.organisation.pk,
            "submission_key": data["submission_key"],
            "actor": actor_of(self.request.user),
        }
        if self.way == "code":
            return check_by_code(**who, code=data["code"], birth_date=data["birth_date"], on=clock.today())
        return check_by_number(**who, series=data["series"], number=data["number"])


class CheckMixin(MemberMixin):
    @cached_property
    def check(self) -> PatentCheck:
        own = self.organisation.checks.select_related("consent", "organisation")
        return get_object_or_404(own, number=self.kwargs["check_number"])

    @cached_property
    def photo(self) -> Document | None:
        return photo_of(self.check)


class ResultView(CheckMixin, TemplateView):
    template_name = "employment/result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check, said = self.check, receipts.content(self.check)
        answer = said["answer"]
        shown = "name" in answer
        region = regions.region(answer["region"]) if shown else None
        profession = professions.name(answer["profession"]) if shown else ""
        facts = rows(
            (gettext("Name"), answer.get("name", "")),
            (gettext("Name in Latin letters"), answer.get("name_latin", "")),
            (gettext("Region"), region.name if region else ""),
            (gettext("Profession"), profession),
            (gettext("Valid through"), civil_date(check.valid_through) if check.valid_through else ""),
        )
        side = Dispute.Side.EMPLOYER
        asked = "" if check.consent else " ".join(said["question"].values())
        return super().get_context_data(
            check=check,
            rows=facts,
            region=region,
            profession=profession,
            asked=asked,
            has_photo=self.photo is not None,
            duties=duties(check, self.organisation, region=region_of(said)),
            is_over=check.consent is not None and not check.consent.is_open(clock.today()),
            is_disputed=pending_dispute(check, side) is not None,
            **kwargs,
        )


class ReceiptView(CheckMixin, View):
    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        response = HttpResponse(receipts.as_json(self.check), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="receipt-{self.check.number}.json"'
        return response


class ReceiptPdfView(CheckMixin, View):
    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        response = HttpResponse(receipts.receipt_pdf(self.check), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="receipt-{self.check.number}.pdf"'
        return response


class PhotoView(CheckMixin, View):
    """The worker's picture, only while the consent lasts; the look is written down."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.photo is None:
            raise Http404
        record_access(person_id=self.photo.person_id, reader=request.user, what="document", reason=self.check.number)
        response = HttpResponse(self.photo.file.read(), content_type=self.photo.content_type)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


__all__ = ["CheckView", "PhotoView", "ReceiptPdfView", "ReceiptView", "ResultView"]
