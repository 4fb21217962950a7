"""Documents: the list, adding one, removing one, and the only way a file leaves the portal."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from portal import clock
from portal.errors import DomainError
from profiles.acting import children_of
from profiles.document_kinds import KINDS, DocumentKind, kind_of
from profiles.files.response import file_response
from profiles.forms.documents import KindForm, UploadForm
from profiles.models import Document, Guardianship, Person
from profiles.permissions import document_reason, is_held, is_owner
from profiles.selectors import document_visible_to, documents_of
from profiles.services import record_access, remove_document, upload_document
from profiles.views.base import OwnProfileMixin, ProfileFormView, ProfileQuestionView


class DocumentsView(OwnProfileMixin, TemplateView):
    template_name = "profiles/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = list(documents_of(self.person)) if self.person else []
        shown = [(document, kind_of(document.kind)) for document in documents]
        return super().get_context_data(documents=shown, today=clock.today(), add_url=self.page("document-kind"), **kwargs)


class KindView(ProfileQuestionView):
    template_name = "profiles/kind.html"
    form_class = KindForm
    heading = _("Which document do you want to add?")
    child_heading = _("Which document of the child do you want to add?")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kinds=KINDS.values(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(self.page("document-add", form.cleaned_data["kind"]))

    @property
    def back_url(self) -> str:
        return self.page("documents")


class UploadView(ProfileFormView):
    template_name = "profiles/upload.html"
    form_class = UploadForm

    @cached_property
    def kind(self) -> DocumentKind:
        try:
            return KINDS[self.kwargs["kind"]]
        except KeyError:
            raise Http404 from None

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=self.kind, **kwargs)

    def save(self, form: Any, person: Person) -> None:
        data = form.cleaned_data
        upload_document(
            person_id=person.pk, kind=self.kind.code, uploaded_file=data["file"], actor=self.actor, valid_until=data.get("valid_until")
        )
        messages.success(self.request, _("The document is kept: %(kind)s.") % {"kind": self.kind.name})

    def after(self) -> str:
        return self.next_url or self.address("documents")

    @property
    def back_url(self) -> str:
        return self.page("documents")


class RemoveView(OwnProfileMixin, TemplateView):
    """Asks once, then removes. Another person's document is not found, whichever way it is asked for."""

    template_name = "profiles/remove.html"

    @cached_property
    def document(self) -> Document:
        document = document_visible_to(self.request.user, self.kwargs["pk"])
        if document is None or not is_owner(self.request.user, document.person):
            raise Http404
        return document

    @cached_property
    def guardianship(self) -> Guardianship | None:
        """The address names the document alone: whose it is says the document."""
        return children_of(self.request.user).filter(child_id=self.document.person_id).first()

    @property
    def back_url(self) -> str:
        return self.page("documents")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(document=self.document, kind=kind_of(self.document.kind), held=is_held(self.document), **kwargs)

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        document = self.document
        try:
            remove_document(person_id=document.person_id, document_id=document.pk, actor=self.actor)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The document is removed: %(kind)s.") % {"kind": kind_of(document.kind).name})
        return HttpResponseRedirect(self.page("documents"))


class DocumentView(LoginRequiredMixin, View):
    """The file itself, after the permission check, with the look written down first when it is not the person's own."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> FileResponse:
        document = document_visible_to(request.user, pk)
        if document is None:
            raise Http404
        if not is_owner(request.user, document.person):
            self._write_down(request, document)
        return file_response(document, inline=request.GET.get("inline") == "1")

    def _write_down(self, request: HttpRequest, document: Document) -> None:
        reason = document_reason(request.user, document)
        words = kind_of(document.kind).name if reason == "*" else reason
        record_access(person_id=document.person_id, reader=request.user, what="document", reason=words)
