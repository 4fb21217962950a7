"""After sending: where the application stands, what the officer asks, the decision; and taking it back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from cases.counter import COUNTER, booking_url, visits_of
from cases.errors import DocumentsMissing
from cases.history import case_history
from cases.models import TRANSITIONS, Case
from cases.presentation import answer_rows, document_rows, stored_explanation
from cases.receipt import receipt_pdf
from cases.selectors import attached_since, current_attachments, final_decision, open_request
from cases.services import provide_information, withdraw_case
from cases.views.base import CaseMixin
from cases.views.draft import DraftSteps
from portal.accounts.selectors import user_of
from portal.ui.components import Task
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.document_kinds import kind_of


class CaseView(CaseMixin, View):
    """The case under its one address: the task list of a draft, or the status page of what was sent."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = DraftView if self.case.status == Case.Status.DRAFT else StatusView
        return view.as_view()(request, *args, **kwargs)


class DraftView(DraftSteps, TemplateView):
    """What is done and what is left, and one button that goes on."""

    template_name = "cases/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            profile_tasks=self._profile_tasks(),
            question_tasks=self._question_tasks(),
            sending_tasks=self._sending_tasks(),
            next_url=self.next_url(),
            **kwargs,
        )

    def _profile_tasks(self) -> list[Task]:
        return [_task(step.title, step.done, self.profile_url(step.url_name)) for step in self.profile_steps]

    def _question_tasks(self) -> list[Task]:
        return [
            _task(page.title, page.code in self.case.answers, reverse("cases:question", args=[self.case.reference, page.code]))
            for page in self.pages
        ]

    def _sending_tasks(self) -> list[Task]:
        missing = len(self.procedure.missing_documents(self.application))
        hint = ngettext("%(number)d is missing", "%(number)d are missing", missing) % {"number": missing} if missing else ""
        documents = _task(_("Documents"), not missing, reverse("cases:documents", args=[self.case.reference]), hint=hint)
        check_url = reverse("cases:check", args=[self.case.reference])
        ready = self.next_url() == check_url
        return [
            documents,
            Task(_("Check your answers and send"), _("Can be sent now") if ready else _("Not yet"), check_url if ready else ""),
        ]


def _task(title: Any, done: bool, url: str, *, hint: Any = "") -> Task:
    return Task(title, _("Done") if done else _("To do"), url, hint=hint, kind="" if done else "active")


class StatusView(CaseMixin, TemplateView):
    template_name = "cases/status.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = open_request(self.case)
        visits = visits_of(self.case)
        return super().get_context_data(
            visits=visits,
            visit_ahead=next((visit for visit in visits if visit.is_ahead), None),
            question=request,
            to_show=[COUNTER[code] for code in request.counter] if request else [],
            booking_url=booking_url(self.case) if request and request.counter else "",
            asked=[kind_of(kind) for kind in request.document_kinds] if request else [],
            decision=final_decision(self.case),
            deadline=stored_explanation(self.case),
            history=case_history(self.case, reader_id=user_of(self.request).pk),
            answer_rows=answer_rows(self.procedure, self.case.answers),
            document_rows=document_rows(current_attachments(self.case)),
            result_url=self.procedure.result_url(self.case),
            given=self.procedure.sent_url(self.case),
            may_withdraw=(self.case.status, "withdrawn") in TRANSITIONS,
            **kwargs,
        )


class SentView(CaseMixin, TemplateView):
    """The confirmation: number, what happens next and by when."""

    template_name = "cases/sent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.submitted_at is None:
            return redirect("cases:case", self.case.reference)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(deadline=stored_explanation(self.case), given=self.procedure.sent_url(self.case), **kwargs)


class ReceiptView(CaseMixin, View):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if self.case.submitted_at is None:
            return redirect("cases:case", reference)
        response = HttpResponse(receipt_pdf(self.case, self.procedure), content_type="application/pdf")
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
        assert decision is not None
        return super().get_context_data(
            decision=decision,
            ground=self.procedure.ground(decision.ground),
            article=gettext(decision.article),
            result_url=self.procedure.result_url(self.case),
            **kwargs,
        )


class AnswerForm(PortalForm):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("You may leave it empty if the documents say it all."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
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
        assert question is not None
        fresh = attached_since(question)
        asked = [(kind_of(kind), kind in fresh) for kind in question.document_kinds]
        return super().get_context_data(question=question, asked=asked, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        question = open_request(self.case)
        assert question is not None
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
