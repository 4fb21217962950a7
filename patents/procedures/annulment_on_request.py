"""The holder ends the patent: MVD order 695 of 05.10.2020."""

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Check, Page, Reason, register
from patents import forms, services
from patents.models import Patent
from patents.procedures.of_patent import PATENT_PAGE, ProcedureOfPatent
from patents.rules.grounds import CHANGE_GROUNDS
from patents.selectors import later_patents

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


@register
class AnnulmentOnRequest(ProcedureOfPatent):
    code = "work-patent-annulment"
    title = _("Ending a patent at your own request")
    group, order = "work", 90
    legal_basis = _("MVD order 695 of 5 October 2020")
    grant_article = gettext_noop("MVD order 695 of 5 October 2020")
    grant_message = "patents/messages/ended_on_request"
    summary = _("If you no longer need the patent, the office ends it. You may not work under it from the day of the decision.")
    grounds = CHANGE_GROUNDS
    decision_term = "patents.request_term"
    pages = (PATENT_PAGE, Page("consequences", _("What ending the patent means"), forms.ConsequencesForm))

    def reasons(self, application: Application, patent: Patent) -> list[Reason]:
        return []

    def checks(self, application: Application) -> list[Check]:
        """The officer sees that another patent follows: this request does not end it."""
        patent = self.patent(application)
        following = later_patents(patent) if patent else []
        title = _("No patent for the next term follows")
        told = _("%(patent)s follows. It stays: this request is not about it.") % {"patent": following[0]} if following else ""
        return [*super().checks(application), Check("follows", title, None if following else True, told)]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        services.annul_on_request(case=case, patent_id=self.held(application).pk, article=self.grant_article, actor=actor, on=on)

    def result_url(self, case: "Case") -> str | None:
        annulment = getattr(case, "annulment", None)
        patent = annulment.patent if annulment else None
        return reverse("patents:annulment", args=[patent.series, patent.number]) if patent else None
