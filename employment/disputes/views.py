"""The pages of both sides: disputing an answer from its receipt, and the dispute with its clock, history and decision."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from employment.disputes import services
from employment.disputes.models import DISPUTE_TRANSITIONS, Dispute
from employment.disputes.paper import dispute_pdf
from employment.disputes.receipts import Disputed, answer_rows, disputed_by, receipt_rows
from employment.disputes.rules.reasons import fits
from employment.disputes.selectors import (
    appeal_by,
    dispute_seen_by,
    disputes_seen_by,
    explained_deadline,
    history,
    is_overdue,
    pending_dispute,
    speaks_for_author,
)
from employment.membership import NotStaffMixin, employers_of
from employment.models import Organisation, PatentCheck
from patents.excerpt import Excerpt, excerpts_acted_for
from patents.formats import canonical_number, canonical_series
from patents.number_form import NumberForm
from patents.public_check import CheckAnswer, check_patent
from patents.selectors import own_patents
from portal import clock
from portal.accounts.models import Office
from portal.accounts.selectors import pk_of, user_of
from portal.edge.idempotency import SubmissionIdField
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from portal.ui.paging import page_of
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.files.response import file_response
from profiles.forms.documents import PaperField

PER_PAGE = 50
OPENINGS = Limit("disputes", times=20, per_seconds=24 * 3600)


class DisputeForm(PortalForm):
    """Offers only what can be wrong with an answer that has one of `results`; `names_worker`: it told region and profession."""

    about = forms.ChoiceField(label=_("What is wrong with the answer?"), choices=Dispute.About.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why do you think so?"),
        help_text=_("For example: the day of the payment and from which bank it came."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = PaperField(
        label=_("A document, if it helps"), help_text=_("PDF, JPEG or PNG, at most 10 MB: for example a payment slip."), required=False
    )
    submission_key = SubmissionIdField()

    def __init__(self, *args: Any, results: Collection[str] = Dispute.Told.values, names_worker: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (about, words)
            for about, words in Dispute.About.choices
            if any(fits(about, result=result, names_worker=names_worker) for result in results)
        ]


class OpenView(KeepAnswersOnLanguageSwitch, LoginRequiredMixin, FormView):
    """From the receipt. A receipt that the person does not see answers like one that never was."""

    template_name = "employment/disputes/open.html"
    form_class = DisputeForm

    @cached_property
    def disputed(self) -> Disputed:
        found = disputed_by(self.request.user, self.kwargs["receipt"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leads on to the dispute that is being looked at: what would be written here could not be sent."""
        pending = pending_dispute(self.disputed.receipt, self.disputed.side)
        return redirect("disputes:dispute", pending.reference) if pending else super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        receipt = self.disputed.receipt
        told = {"results": [receipt.result], "names_worker": receipt.way == PatentCheck.Way.CODE}
        return {**super().get_form_kwargs(), **told}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = self.disputed.receipt
        return super().get_context_data(receipt=receipt, receipt_rows=receipt_rows(receipt), **kwargs)

    def form_valid(self, form: DisputeForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            count_against(OPENINGS, "account", pk_of(self.request.user))
            dispute = services.open_dispute(
                receipt_id=self.disputed.receipt.pk,
                side=self.disputed.side,
                actor=actor_of(user_of(self.request)),
                **_said(data),
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("disputes:dispute", dispute.reference)


def _latest_day() -> date:
    """A day begins first in the east, and an answer is for the day of the patent's region."""
    return clock.today(ZoneInfo("Asia/Kamchatka"))


class PublicAnswerForm(DisputeForm):
    """The day and the answer as they are remembered; the public check names nobody and no region."""

    on = CivilDateField(label=_("For which day was the answer?"), help_text=_("For example 14.06.2026"), not_after=_latest_day)
    told = forms.ChoiceField(label=_("What was the answer?"), choices=Dispute.Told.choices, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        about, told = data.get("about"), data.get("told")
        if about and told and not fits(about, result=told, names_worker=False):
            self.add_error("about", _("This does not fit the answer that you chose above."))
        return data


class AnswerForm(NumberForm, PublicAnswerForm):
    """An answer of the public check that left no receipt, as the person who asked remembers it."""

    employer = forms.ChoiceField(label=_("For which employer do you ask?"), widget=forms.RadioSelect)
    field_order = ("series", "number", "employer", "on", "told")

    def __init__(self, *args: Any, employers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].choices = [(employer.number, employer.name) for employer in employers]  # type: ignore[attr-defined]
        if len(employers) == 1:
            del self.fields["employer"]


class OwnAnswerForm(PublicAnswerForm):
    field_order = ("on", "told")


class PublicAnswerMixin(KeepAnswersOnLanguageSwitch, NotStaffMixin, FormView, ABC):
    """An answer of the public check, which anybody gets and nobody is given a receipt of."""

    organisation: Organisation | None = None

    @abstractmethod
    def disputed(self, data: dict[str, Any]) -> services.PublicAnswer:
        """Which answer the form is about."""

    def form_valid(self, form: DisputeForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            count_against(OPENINGS, "account", pk_of(self.request.user))
            dispute = services.open_public_dispute(
                answer=self.disputed(data),
                organisation_id=self.organisation.pk if self.organisation else None,
                actor=actor_of(user_of(self.request)),
                **_said(data),
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("disputes:dispute", dispute.reference)


class OwnAnswerView(PublicAnswerMixin):
    """The holder, from the page of the patent, or who acts for a child: what the public check says of it. Another's patent answers like
    one that never was."""

    template_name = "employment/disputes/open_own.html"
    form_class = OwnAnswerForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            _found = self.patent
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def patent(self) -> Excerpt:
        asked = (self.kwargs["series"], self.kwargs["number"])
        found = next((own for own in excerpts_acted_for(self.request.user) if (own.series, own.number) == asked), None)
        if found is None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.patent.on, "told": self.today.result}

    @cached_property
    def today(self) -> CheckAnswer:
        return check_patent(self.patent.series, self.patent.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = Dispute.Told(self.today.result).label
        mine = own_patents(self.request.user).filter(pk=self.patent.pk).exists()
        return super().get_context_data(patent=self.patent, is_mine=mine, today=self.today, told_today=words, **kwargs)

    def disputed(self, data: dict[str, Any]) -> services.PublicAnswer:
        return services.PublicAnswer(self.patent.series, self.patent.number, data["on"], data["told"])


class AnswerView(PublicAnswerMixin):
    """From the answer of the public check. The holder is led to the own patent; who neither holds it nor checks workers for a
    confirmed employer reads how to become one who may."""

    template_name = "employment/disputes/open_answer.html"
    form_class = AnswerForm

    @cached_property
    def employers(self) -> list[Organisation]:
        return employers_of(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = (canonical_series(request.GET.get("series", "")[:20]), canonical_number(request.GET.get("number", "")[:40]))
        if any((own.series, own.number) == asked for own in excerpts_acted_for(request.user)):
            return redirect("disputes:open-own", *asked)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.employers else self.get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "")[:40] for name in ("series", "number")}
        told = self.request.GET.get("told", "")
        return {**asked, "on": clock.today(), "told": told if told in Dispute.Told.values else None}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "employers": self.employers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(employers=self.employers, own=excerpts_acted_for(self.request.user), **kwargs)

    def disputed(self, data: dict[str, Any]) -> services.PublicAnswer:
        wanted = data.get("employer")
        self.organisation = next(employer for employer in self.employers if wanted in (None, employer.number))
        return services.PublicAnswer(data["series"], data["number"], data["on"], data["told"])


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "about": data["about"],
        "text": data["text"],
        "uploaded_file": data["file"],
        "submission_key": data["submission_key"],
    }


class MyDisputesView(LoginRequiredMixin, TemplateView):
    template_name = "employment/disputes/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = page_of(self.request, disputes_seen_by(self.request.user).order_by("-pk"), size=PER_PAGE)
        return super().get_context_data(disputes=page.items, page=page, pending=Dispute.PENDING, **kwargs)


class DisputeMixin(LoginRequiredMixin):
    """`self.dispute` is one that the person sees from one of its two sides."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def dispute(self) -> Dispute:
        found = dispute_seen_by(self.request.user, self.kwargs["dispute_number"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def is_author(self) -> bool:
        return speaks_for_author(self.dispute, self.request.user)


class DisputeView(DisputeMixin, TemplateView):
    template_name = "employment/disputes/dispute.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dispute = self.dispute
        return super().get_context_data(
            dispute=dispute,
            receipt_rows=answer_rows(dispute),
            deadline=explained_deadline(dispute),
            is_overdue=is_overdue(dispute),
            office=_office_words(dispute.office),
            appeal_by=appeal_by(dispute),
            history=history(dispute),
            is_author=self.is_author,
            attached=getattr(dispute, "attached", None) if self.is_author else None,
            may_withdraw=self.is_author and (dispute.status, "withdrawn") in DISPUTE_TRANSITIONS,
            **kwargs,
        )


def _office_words(office: Office) -> str:
    """Name, address and phone in the reader's language."""
    name, address = (office.name_en, office.address_en) if get_language() == "en" else (office.name_ru, office.address_ru)
    return ", ".join(part for part in (name, address, office.phone) if part)


class WithdrawView(DisputeMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, dispute_number: str) -> HttpResponse:
        if not self.is_author:
            raise Http404
        services.withdraw_dispute(dispute_id=self.dispute.pk, actor=actor_of(request.user))
        return redirect("disputes:dispute", self.dispute.reference)


class FileView(DisputeMixin, View):
    """What the author sent: the author's only. The other side reads words, no papers."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, dispute_number: str) -> FileResponse:
        attached = getattr(self.dispute, "attached", None)
        if attached is None or not self.is_author:
            raise Http404
        return file_response(attached)


class PaperView(DisputeMixin, View):
    """The dispute and its decision as PDF."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, dispute_number: str) -> HttpResponse:
        response = HttpResponse(dispute_pdf(self.dispute, is_author=self.is_author), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.dispute.reference}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


__all__ = ["AnswerView", "DisputeView", "FileView", "MyDisputesView", "OpenView", "OwnAnswerView", "PaperView", "WithdrawView"]
