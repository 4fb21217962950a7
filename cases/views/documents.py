"""Attaching one document: a file uploaded now, or one that the profile already holds."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from cases.models import Case
from cases.procedures import RequiredDocument
from cases.selectors import open_request
from cases.services import attach_document, detach_document
from cases.views.base import CaseMixin
from portal.errors import DomainError
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.document_kinds import kind_of
from profiles.forms.attached import DocumentOrFileForm
from profiles.selectors import documents_of
from profiles.services import upload_document


class AttachView(KeepAnswersOnLanguageSwitch, CaseMixin, FormView):
    """One page per document. Open while the case is a draft, or while the officer waits for this document."""

    template_name = "cases/attach.html"
    form_class = DocumentOrFileForm

    @cached_property
    def asked(self) -> list[str]:
        request = open_request(self.case)
        return request.document_kinds if request else []

    @cached_property
    def needed(self) -> RequiredDocument:
        kind = self.kwargs["kind"]
        if self.case.status == Case.Status.DRAFT:
            found = next((needed for needed in self.procedure.documents(self.application) if needed.kind == kind), None)
        elif self.case.status == Case.Status.INFO_REQUESTED and kind in self.asked:
            found = RequiredDocument(kind, _("The officer asked for it."), "")
        else:
            found = None
        if found is None:
            raise Http404
        return found

    @property
    def back_url(self) -> str:
        name = "cases:documents" if self.case.status == Case.Status.DRAFT else "cases:answer"
        return reverse(name, args=[self.case.reference])

    def get_form_kwargs(self) -> dict[str, Any]:
        documents = documents_of(self.case.person).filter(kind=self.needed.kind)
        if self.case.status != Case.Status.DRAFT:  # a better scan is wanted, not the same one
            documents = documents.exclude(attachments__case=self.case)
        return {**super().get_form_kwargs(), "documents": list(documents[:20])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=kind_of(self.needed.kind), needed=self.needed, back_url=self.back_url, **kwargs)

    def form_valid(self, form: DocumentOrFileForm) -> HttpResponse:
        try:
            attach_document(case_id=self.case.pk, document_id=self._document(form), kind=self.needed.kind, actor=self.actor)
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect(self.back_url)

    def _document(self, form: DocumentOrFileForm) -> Any:
        file = form.cleaned_data.get("file")
        if file:
            return upload_document(person_id=self.case.person_id, kind=self.needed.kind, uploaded_file=file, actor=self.actor).pk
        return form.cleaned_data["existing"]


class DetachView(CaseMixin, View):
    def post(self, request: HttpRequest, reference: str, kind: str) -> HttpResponse:
        detach_document(case_id=self.case.pk, kind=kind, actor=self.actor)
        return redirect("cases:documents", reference)
