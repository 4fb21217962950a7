"""The draft: one question per page, documents, check your answers, send once."""

import json
import uuid
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cases.errors import AnswersIncomplete, DocumentsMissing, NotEligible
from cases.presentation import answer_rows, document_rows, initial, person_rows, shown_answers, stored
from cases.procedures import Page
from cases.selectors import current_attachments
from cases.services import save_answers, submit_case
from cases.views.base import CaseMixin, DraftMixin
from portal.errors import StaleVersion
from portal.ui.components import SummaryRow
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.addresses import profile_page
from profiles.document_kinds import kind_of


class DraftSteps(DraftMixin):
    """The way through a draft: profile, questions, documents, check."""

    @cached_property
    def profile_steps(self) -> list[Any]:
        return self.procedure.profile_steps(self.application)

    @cached_property
    def pages(self) -> list[Page]:
        return self.procedure.pages_for(self.application)

    def next_url(self) -> str:
        """The first thing that is not done yet."""
        here = reverse("cases:case", args=[self.case.reference])
        for step in self.profile_steps:
            if not step.done:
                return f"{profile_page(step.url_name, user=self.request.user, person=self.case.person)}?next={here}"
        page = self.procedure.next_page(self.application)
        if page:
            return reverse("cases:question", args=[self.case.reference, page.code])
        if self.procedure.missing_documents(self.application):
            return reverse("cases:documents", args=[self.case.reference])
        return reverse("cases:check", args=[self.case.reference])


class QuestionView(KeepAnswersOnLanguageSwitch, DraftSteps, FormView):
    """One question page. A page changed in another window since is shown with both answers, nothing overwritten."""

    template_name = "cases/question.html"

    @cached_property
    def page(self) -> Page:
        found = next((page for page in self.pages if page.code == self.kwargs["page"]), None)
        if found is None:
            raise Http404
        return found

    def changes_an_answer(self) -> bool:
        return self.kwargs["page"] in self.case.answers and self.answers_block

    def get_form_class(self) -> type[forms.Form]:
        return self.page.form

    def get_form_kwargs(self) -> dict[str, Any]:
        told = {"application": self.application} if self.page.about_applicant else {}
        return {**super().get_form_kwargs(), **told}

    def get_form(self, form_class: Any = None) -> Any:
        """A question that stands in the heading is not shown twice; it stays the name of its field for a screen reader."""
        form = super().get_form(form_class)
        fields: list[Any] = list(form.fields.values())
        for field in fields:
            field.is_heading = str(field.label) == str(self.page.title)
        return form

    def get_initial(self) -> dict[str, Any]:
        return initial(self.page.form, self.case.answers.get(self.page.code))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = kwargs.pop("seen", None) or self.seen_before() or json.dumps(self.case.answers.get(self.page.code))
        index = self.pages.index(self.page)
        back = reverse("cases:question", args=[self.case.reference, self.pages[index - 1].code]) if index else self.case_url
        return super().get_context_data(
            page=self.page, position=index + 1, total=len(self.pages), seen=seen, back_url=back, reasons=self.warnings(), **kwargs
        )

    def seen_before(self) -> str:
        """What the page held when it was first shown: it travels through errors and through a change of language."""
        posted = getattr(self.request, "typed_answers", None) or self.request.POST
        return str(posted.get("seen", ""))

    @property
    def case_url(self) -> str:
        return reverse("cases:case", args=[self.case.reference])

    def warnings(self) -> list[Any]:
        """What stands in the way, on every question; what the person should know before going on, on the first one only."""
        if blocking := [reason for reason in self.reasons if reason.blocks]:
            return blocking
        if self.page is not self.pages[0]:
            return []
        return [reason for reason in self.reasons if not reason.blocks]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answers = stored(form.cleaned_data)
        try:
            self.case = save_answers(
                case_id=self.case.pk, page=self.page.code, answers=answers, seen=_seen(self.request.POST.get("seen")), actor=self.actor
            )
        except StaleVersion:
            return self.show_both(form)
        for name in ("application", "pages", "reasons"):
            self.__dict__.pop(name, None)
        if "later" in self.request.POST:
            return redirect("cases:case", self.case.reference)
        return redirect(self.after())

    def after(self) -> str:
        if any(reason.blocks for reason in self.reasons):
            return self.case_url
        if self.request.GET.get("from") == "check" and self.procedure.next_page(self.application) is None:
            return reverse("cases:check", args=[self.case.reference])
        following = self.pages[self.pages.index(self.page) + 1 :]
        return reverse("cases:question", args=[self.case.reference, following[0].code]) if following else self.next_url()

    def show_both(self, form: forms.Form) -> HttpResponse:
        self.case.refresh_from_db()
        current = self.case.answers.get(self.page.code) or {}
        elsewhere = shown_answers(self.procedure, {self.page.code: current})
        form.add_error(None, _("You changed this answer in another window. Look at both and send the one you mean."))
        return self.render_to_response(self.get_context_data(form=form, elsewhere=elsewhere, seen=json.dumps(current)), status=409)


def _seen(posted: str | None) -> dict[str, Any] | None:
    try:
        seen = json.loads(posted or "null")
    except (ValueError, RecursionError):  # the page wrote it; what a machine wrote there counts as nothing seen
        return None
    return seen if isinstance(seen, dict) else None


class DocumentsView(DraftSteps, TemplateView):
    """What must be attached, why, and what is missing."""

    template_name = "cases/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attached = {item.kind: item for item in current_attachments(self.case)}
        rows = [(kind_of(needed.kind), needed, attached.get(needed.kind)) for needed in self.procedure.documents(self.application)]
        missing = self.procedure.missing_documents(self.application)
        return super().get_context_data(rows=rows, missing=missing, next_url=self.next_url(), **kwargs)


class CheckView(DraftSteps, TemplateView):
    """Check your answers, then send once."""

    template_name = "cases/check.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        destination = self.next_url()
        if destination != request.path:
            return redirect(destination)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person_rows=self._person_rows(),
            answer_rows=answer_rows(self.procedure, self.case.answers, change=self._question_url),
            document_rows=document_rows(current_attachments(self.case), change=self._document_url),
            decide_by=self.procedure.deadline(self.application, accepted_on=self.today),
            warnings=[reason for reason in self.reasons if not reason.blocks],
            **kwargs,
        )

    def _person_rows(self) -> list[SummaryRow]:
        urls = {step.code: self.profile_url(step.url_name) for step in self.profile_steps}
        return person_rows(
            self.application.facts,
            passport_url=urls.get("passport", ""),
            entry_url=urls.get("entry", ""),
            address_url=urls.get("address", ""),
        )

    def _question_url(self, page: Page) -> str:
        return f"{reverse('cases:question', args=[self.case.reference, page.code])}?from=check"

    def _document_url(self, kind: str) -> str:
        return reverse("cases:attach", args=[self.case.reference, kind])


class SendView(CaseMixin, TemplateView):
    """The POST of "Send application". The same form sent twice makes one submission."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        try:
            submit_case(case_id=self.case.pk, submission_key=_uuid(request.POST.get("submission_key")), actor=self.actor, on=self.today)
        except (AnswersIncomplete, DocumentsMissing, NotEligible):
            return redirect("cases:check", reference)  # which leads to what is missing, or says why not
        return redirect("cases:sent", reference)


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
