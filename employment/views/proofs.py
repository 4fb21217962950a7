"""Papers that show who may act for an employer: sent and taken back by an owner; and who of the employees looked."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from employment.membership import MemberMixin
from employment.models import AuthorityProof, Organisation, OrganisationLook
from employment.models.standing import MOST_PROOFS
from employment.rules.roles import MANAGE
from employment.services import add_proof, remove_proof
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.ui.forms import PortalForm
from portal.ui.paging import page_of
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.files.response import file_response
from profiles.forms.documents import PaperField
from profiles.looks import shown

UPLOADS = Limit("employer-proofs", times=30, per_seconds=24 * 3600)
PER_PAGE = 50


class ProofForm(PortalForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=AuthorityProof.Kind.choices, widget=forms.RadioSelect)
    file = PaperField()


class ProofsView(KeepAnswersOnLanguageSwitch, MemberMixin, FormView):
    """What was sent, and, while an officer has not decided, the form that adds one more."""

    template_name = "employment/proofs.html"
    form_class = ProofForm
    act = MANAGE

    @property
    def is_open(self) -> bool:
        return self.organisation.status in Organisation.PROVABLE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proofs = list(self.organisation.proofs.filter(removed_at=None).order_by("sent_at"))
        return super().get_context_data(
            proofs=proofs, is_open=self.is_open, may_add=self.is_open and len(proofs) < MOST_PROOFS, most=MOST_PROOFS, **kwargs
        )

    def form_valid(self, form: ProofForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            count_against(UPLOADS, self.organisation.pk)
            add_proof(organisation_id=self.organisation.pk, kind=data["kind"], uploaded_file=data["file"], actor=self.actor)
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        messages.success(self.request, gettext("The paper is kept. The officer sees it beside your data."))
        return redirect("employment:proofs", self.organisation.number)


class ProofMixin(MemberMixin):
    act = MANAGE

    @cached_property
    def proof(self) -> AuthorityProof:
        return get_object_or_404(self.organisation.proofs, pk=self.kwargs["proof_id"], removed_at=None)


class ProofFileView(ProofMixin, View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_kwargs: Any) -> FileResponse:
        return file_response(self.proof)


class RemoveProofView(ProofMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            remove_proof(proof_id=self.proof.pk, actor=self.actor)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, gettext("The paper is removed."))
        return redirect("employment:proofs", self.organisation.number)


class LooksView(MemberMixin, TemplateView):
    """Who of the employees looked at the employer's data: for everybody who acts for it."""

    template_name = "employment/looks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = page_of(self.request, self.organisation.looks.order_by("-pk"), size=PER_PAGE)
        what = {OrganisationLook.DATA: gettext("Data of the employer"), OrganisationLook.PROOF: gettext("A paper that shows who may act")}
        looks = shown((record, what.get(record.what, record.what), "") for record in page.items)
        return super().get_context_data(looks=looks, page=page, **kwargs)


__all__ = ["LooksView", "ProofFileView", "ProofsView", "RemoveProofView"]
