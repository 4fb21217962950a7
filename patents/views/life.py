"""The holder's pages of what happens to a patent later: the contract of employment, and the letter about an annulment."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from patents.annulment_letter import annulment_pdf
from patents.forms import ContractForm
from patents.models import Annulment, Patent
from patents.rules.annulment import OWN_REQUEST, ground_of
from patents.selectors import annulment_in_force, civil_today, contract_due, contract_notice, later_patents
from patents.services import send_contract_notice
from patents.views.holder import PatentMixin
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.document_kinds import kind_of
from profiles.selectors import documents_of
from profiles.services import upload_document

KIND = "contract_copy"


class ContractView(KeepAnswersOnLanguageSwitch, PatentMixin, FormView):
    """The copy of the contract: one file and the employer. Open until it was sent, also after the last day."""

    template_name = "patents/contract.html"
    form_class = ContractForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and (self.patent.status != Patent.Status.ISSUED or contract_notice(self.patent)):
            return redirect(self.url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def today(self) -> date:
        return civil_today(self.patent)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "documents": list(documents_of(self.patent.person, KIND)[:20])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(due=contract_due(self.patent), today=self.today, kind=kind_of(KIND), **kwargs)

    def form_valid(self, form: ContractForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            notice = send_contract_notice(
                patent_id=self.patent.pk,
                document_id=self._document(data),
                employer_name=data["employer_name"],
                employer_inn=data["employer_inn"],
                actor=actor_of(self.request.user),
                on=self.today,
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The contract was received. The number of the receipt: %(number)s.") % {"number": notice.number})
        return redirect(self.url)

    def _document(self, data: dict[str, Any]) -> Any:
        if data.get("file"):
            actor = actor_of(self.request.user)
            return upload_document(person_id=self.patent.person_id, kind=KIND, uploaded_file=data["file"], actor=actor).pk
        return data["existing"]


class AnnulmentMixin(PatentMixin):
    """The annulment in force; a patent without one answers like an address that never existed."""

    @cached_property
    def annulment(self) -> Annulment:
        found = annulment_in_force(self.patent)
        if found is None:
            raise Http404
        return found


class AnnulmentView(AnnulmentMixin, TemplateView):
    """The fact, the ground in plain words and in the law's, what remains possible, where and until when to appeal."""

    template_name = "patents/annulment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        annulment = self.annulment
        return super().get_context_data(
            annulment=annulment,
            ground=ground_of(annulment.ground),
            article=_(annulment.article),
            own_request=annulment.ground == OWN_REQUEST,
            later=later_patents(self.patent),
            took_along=[one.patent for one in annulment.took_along.select_related("patent").order_by("pk")],
            case=self.patent.case,
            **kwargs,
        )


class AnnulmentPaperView(AnnulmentMixin, View):
    def get(self, request: HttpRequest, series: str, number: str) -> HttpResponse:
        response = HttpResponse(annulment_pdf(self.annulment), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="annulment-{series}-{number}.pdf"'
        return response


__all__ = ["AnnulmentPaperView", "AnnulmentView", "ContractView"]
