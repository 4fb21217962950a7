"""A duplicate of a lost or damaged patent: MVD order 695 of 05.10.2020."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Page, Reason, RequiredDocument, register
from patents import forms, services
from patents.models import Patent, PatentReprint
from patents.procedures.of_patent import PATENT_PAGE, ProcedureOfPatent
from patents.rules.documents import identity_documents
from patents.rules.grounds import CHANGE_GROUNDS
from patents.rules.held import reprint_waits
from patents.selectors import waiting_reprint

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


@register
class Duplicate(ProcedureOfPatent):
    code = "work-patent-duplicate"
    title = _("Duplicate of a patent")
    group, order = "papers", 20
    legal_basis = _("MVD order 695 of 5 October 2020")
    grant_article = gettext_noop("MVD order 695 of 5 October 2020")
    grant_message = "patents/messages/reprint_granted"
    summary = _("If the patent was lost or damaged, you can have the same patent printed anew. Its number and its dates stay.")
    grounds = CHANGE_GROUNDS
    decision_term = "patents.duplicate_term"
    fee = "patents.state_fee_change"
    pages = (PATENT_PAGE, Page("loss", _("What happened to the patent?"), forms.LossForm))

    def usual_documents(self) -> list[RequiredDocument]:
        return identity_documents()

    def reasons(self, application: Application, patent: Patent) -> list[Reason]:
        return [reprint_waits()] if waiting_reprint(patent) else []

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        services.grant_reprint(
            case=case,
            patent_id=self.held(application).pk,
            kind=PatentReprint.Kind.DUPLICATE,
            holder=None,
            profession=None,
            actor=actor,
            on=on,
        )
