"""Another name, identity document or profession on a patent: 115-FZ art. 13.3, MVD order 695 of 05.10.2020."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Check, Page, Reason, RequiredDocument, register
from patents import forms, services
from patents.models import Patent, PatentReprint
from patents.procedures.of_patent import PATENT_PAGE, ProcedureOfPatent
from patents.rules.documents import changed_documents
from patents.rules.grounds import CHANGE_GROUNDS
from patents.rules.held import data_change_late, reprint_waits
from patents.selectors import waiting_reprint
from portal.legal import services as legal
from portal.legal.calendar import add_term
from profiles.selectors import mrz_agrees

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


def _person_changed(application: Application) -> bool:
    return application.answer("change", "what") in {"name", "document"}


def _profession_changed(application: Application) -> bool:
    return bool(application.answer("change", "what") == "profession")


@register
class DataChange(ProcedureOfPatent):
    code = "work-patent-data-change"
    title = _("Change of the data on a patent")
    group, order = "papers", 10
    legal_basis = _("Federal Law 115-FZ, art. 13.3; MVD order 695 of 5 October 2020")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 13.3; MVD order 695 of 5 October 2020")
    grant_message = "patents/messages/reprint_granted"
    summary = _("If your name, your passport or your profession has changed, the patent is printed anew. Its number and its dates stay.")
    grounds = CHANGE_GROUNDS
    decision_term = "patents.data_change_term"
    fee = "patents.state_fee_change"
    pages = (
        PATENT_PAGE,
        Page("change", _("What has changed?"), forms.ChangeForm),
        Page("since", _("Since when?"), forms.ChangedOnForm, when=_person_changed),
        Page("profession", _("Your new profession"), forms.NewProfessionForm, when=_profession_changed),
    )

    def usual_documents(self) -> list[RequiredDocument]:
        return changed_documents(profession_only=False)

    def documents(self, application: Application) -> list[RequiredDocument]:
        return changed_documents(profession_only=_profession_changed(application))

    def reasons(self, application: Application, patent: Patent) -> list[Reason]:
        waits = [reprint_waits()] if waiting_reprint(patent) else []
        changed = application.answer("since", "changed_on") if _person_changed(application) else None
        if not changed:
            return waits
        term = legal.term("patents.data_change_notice", on=application.day_of_applying)
        last = add_term(term, date.fromisoformat(changed), moves_from_day_off=True).value
        return [*waits, *([data_change_late(last=last)] if application.day_of_applying > last else [])]

    def checks(self, application: Application) -> list[Check]:
        agrees = mrz_agrees(application.facts)
        return [*super().checks(application), Check("mrz", _("The machine-readable lines agree with the passport data"), agrees, "")]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        """A changed profession leaves the holder as printed; a changed person is printed as it was sent."""
        services.grant_reprint(
            case=case,
            patent_id=self.held(application).pk,
            kind=PatentReprint.Kind.DATA_CHANGE,
            holder=application.facts if _person_changed(application) else None,
            profession=application.answer("profession", "profession") if _profession_changed(application) else None,
            actor=actor,
            on=on,
        )
