"""After sending: where the application stands, what the officer asks, the decision; and taking it back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from cases.errors import DocumentsMissing
from cases.history import case_history
from cases.models import TRANSITIONS, Case
from cases.presentation import shown_answers
from cases.receipt import receipt_pdf
from cases.selectors import attached_since, final_decision, open_request
from cases.services import provide_information, withdraw_case
from cases.views.base import CaseMixin
from cases.views.draft import DraftSteps
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.document_kinds import document_kind


class CaseView(CaseMixin, View):
    """The case under its one address: the task list of a draft, or the status page of what was sent."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = DraftView if self.case.status == Case.Status.DRAFT else StatusView
        return view.as_view()(request, *args, **kwargs)


class DraftView(DraftSteps, TemplateView):
    template_name = "cases/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            steps=self.profile_steps,
            pages=[(page, page.code in self.case.answers) for page in self.pages],
            missing=self.procedure.missing_documents(self.application),
            needed=self.procedure.documents(self.application),
            next_url=self.next_url(),
            **kwargs,
        )


class StatusView(CaseMixin, TemplateView):
    template_name = "cases/status.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = open_request(self.case)
        attached = self.case.attachments.filter(replaced_at__isnull=True).select_related("document").order_by("kind")
        return super().get_context_data(
            question=request,
            asked=[document_kind(kind) for kind in request.document_kinds] if request else [],
            decision=final_decision(self.case),
            deadline_steps=steps_in_language(self.case),
            history=case_history(self.case),
            answers=shown_answers(self.procedure, self.case.answers),
            attached=[(document_kind(item.kind), item) for item in attached],
            result_url=self.procedure.result_url(self.case),
            may_withdraw=(self.case.status, "withdrawn") in TRANSITIONS,
            **kwargs,
        )


def steps_in_language(case: Case) -> list[dict[str, Any]]:
    """The stored reasoning of the deadline, in the reader's language, else in Russian."""
    steps = case.decide_by_steps or {}
    return steps.get(get_language() or "ru") or steps.get("ru") or []


class SentView(CaseMixin, TemplateView):
    """The confirmation: number, what happens next and by when."""

    template_name = "cases/sent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.submitted_at is None:
            return redirect("cases:case", self.case.reference)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(deadline_steps=steps_in_language(self.case), **kwargs)


class ReceiptView(CaseMixin, View):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if self.case.submitted_at is None:
            return redirect("cases:case", reference)
        response = HttpResponse(receipt_pdf(self.case, self.procedure, steps_in_language(self.case)), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.case.reference}.pdf"'
        return response


class LetterView(CaseMixin, TemplateView):
    """The decision as a letter: the fact, the ground in plain words and in the law's, what remains possible, the appeal."""

    template_name = "cases/letter.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if final_decision(self.case) is None:
            return redirect("cases:case", self.case.reference)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = final_decision(self.case)
        assert decision is not None  # noqa: S101 (get() has looked)
        return super().get_context_data(decision=decision, ground=self.procedure.ground(decision.ground), **kwargs)


class AnswerForm(PortalForm):
    answer = forms.CharField(
        label=_("Your answer"), help_text=_("You may leave it empty if the documents say it all."), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerView(KeepAnswersOnLanguageSwitch, CaseMixin, FormView):
    """What the officer asks, the documents that came since, words, and one button that sends the answer."""

    template_name = "cases/answer.html"
    form_class = AnswerForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and open_request(self.case) is None:
            return redirect("cases:case", self.case.reference)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = open_request(self.case)
        assert question is not None  # noqa: S101 (dispatch() has looked)
        fresh = attached_since(question)
        asked = [(document_kind(kind), kind in fresh) for kind in question.document_kinds]
        return super().get_context_data(question=question, asked=asked, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        question = open_request(self.case)
        assert question is not None  # noqa: S101 (dispatch() has looked)
        if not question.document_kinds and not form.cleaned_data["answer"]:
            form.add_error("answer", _("Write your answer"))
            return self.form_invalid(form)
        try:
            provide_information(request_id=question.pk, answer=form.cleaned_data["answer"], actor=self.actor)
        except DocumentsMissing as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("cases:case", self.case.reference)


class WithdrawView(CaseMixin, TemplateView):
    template_name = "cases/withdraw.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (self.case.status, "withdrawn") not in TRANSITIONS:
            return redirect("cases:case", self.case.reference)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        withdraw_case(case_id=self.case.pk, actor=self.actor)
        return redirect("cases:case", reference)
