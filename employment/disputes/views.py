"""The pages of both sides: disputing an answer from its receipt, and the dispute with its clock, history and decision."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from employment.disputes import services
from employment.disputes.models import DISPUTE_TRANSITIONS, Dispute
from employment.disputes.paper import dispute_pdf
from employment.disputes.receipts import Disputed, disputed_by, receipt_rows
from employment.disputes.selectors import (
    appeal_by,
    dispute_seen_by,
    disputes_seen_by,
    explained_deadline,
    history,
    is_overdue,
    pending_dispute,
)
from portal.accounts.models import Office
from portal.accounts.selectors import pk_of, user_of
from portal.edge.idempotency import SubmissionIdField
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.forms import PortalForm
from portal.ui.paging import page_of
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.files.response import file_response
from profiles.forms.documents import PaperField

PER_PAGE = 50
OPENINGS = Limit("disputes", times=20, per_seconds=24 * 3600)


class DisputeForm(PortalForm):
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
                about=data["about"],
                text=data["text"],
                uploaded_file=data["file"],
                submission_key=data["submission_key"],
                actor=actor_of(user_of(self.request)),
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("disputes:dispute", dispute.reference)


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

    @property
    def is_author(self) -> bool:
        return self.dispute.opened_by_id == pk_of(self.request.user)


class DisputeView(DisputeMixin, TemplateView):
    template_name = "employment/disputes/dispute.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dispute = self.dispute
        return super().get_context_data(
            dispute=dispute,
            receipt_rows=receipt_rows(dispute.check_receipt),
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


__all__ = ["DisputeView", "FileView", "MyDisputesView", "OpenView", "PaperView", "WithdrawView"]
