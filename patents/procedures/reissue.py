"""A patent for the next term without leaving the country: 115-FZ art. 13.3 (8)."""

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Check, Page, Reason, RequiredDocument, register
from patents import forms, services
from patents.models import Patent
from patents.procedures.of_patent import PATENT_PAGE, ProcedureOfPatent
from patents.rules.checks import exam_check, insurance_check, medical_check
from patents.rules.documents import reissue_documents
from patents.rules.grounds import GROUNDS
from patents.rules.reissue import reissue_reasons
from patents.selectors import contract_notice, reissue_window
from portal.legal import services as legal

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


@register
class Reissue(ProcedureOfPatent):
    code = "work-patent-reissue"
    title = _("Reissue of a patent for the next term")
    group, order = "work", 20
    legal_basis = _("Federal Law 115-FZ, art. 13.3, para. 8")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 13.3, para. 8")
    grant_message = "patents/messages/reissued"
    summary = _("When the longest term of a patent is nearly over, you can have a new one without leaving Russia, as often as you need it.")
    grounds = GROUNDS
    decision_term = "patents.decision_term"
    fee = "patents.state_fee"
    pages = (
        PATENT_PAGE,
        Page("work", _("What work will you do?"), forms.WorkForm),
        Page("exam", _("Russian, history and law"), forms.ExamForm),
        Page("insurance", _("Medical insurance"), forms.InsuranceForm),
        Page("medical", _("Medical examination"), forms.MedicalForm),
    )

    def usual_documents(self) -> list[RequiredDocument]:
        return reissue_documents(exam=None)

    def documents(self, application: Application) -> list[RequiredDocument]:
        patent = self.patent(application)
        known = patent is not None and contract_notice(patent) is not None
        return reissue_documents(exam=application.answer("exam", "kind"), contract_known=known)

    def reasons(self, application: Application, patent: Patent) -> list[Reason]:
        open_days = reissue_window(patent, on=application.day_of_applying)
        assert open_days is not None  # a patent that is held was issued
        return reissue_reasons(open_days, on=application.day_of_applying, has_successor=Patent.objects.filter(predecessor=patent).exists())

    def checks(self, application: Application) -> list[Check]:
        return [
            *super().checks(application),
            insurance_check(application),
            medical_check(application, legal.term("patents.medical_validity", on=application.on)),
            exam_check(application, legal.term("patents.exam_validity", on=application.on)),
        ]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        services.reissue_patent(
            case=case,
            predecessor_id=self.held(application).pk,
            profession=application.answer("work", "profession"),
            actor=actor,
            on=on,
        )

    def result_url(self, case: "Case") -> str | None:
        """The new patent, not the one that it follows."""
        patent = getattr(case, "patent", None)
        return reverse("patents:patent", args=[patent.series, patent.number]) if patent else None
