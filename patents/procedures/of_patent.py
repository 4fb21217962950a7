"""What procedures about a patent that the person already holds have in common: which patent, whose office, where the result is."""

from abc import abstractmethod
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Brief, Check, Cost, Page, Procedure, ProfileStep, Reason, RequiredDocument
from patents import forms
from patents.errors import PatentNotInForce
from patents.models import Patent
from patents.rules.held import not_held, not_in_force
from patents.selectors import held_patent, patents_in_force, validity
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained

if TYPE_CHECKING:
    from cases.models import Case

PATENT_PAGE = Page("patent", _("Which patent?"), forms.HeldPatentForm, about_applicant=True)


class ProcedureOfPatent(Procedure):
    """The body that issued the patent decides, within the term `decision_term`. The patent is the first answer."""

    decision_term: ClassVar[str]  # key of the law's term for the decision
    asks_region = False
    fee: ClassVar[str] = ""  # key of the state fee; "" where the law asks for none

    def brief(self, *, region: str, on: date) -> Brief:
        costs = []
        if self.fee and (fee := legal.money(self.fee, on=on)).amount:
            costs.append(Cost(_("State fee, once"), fee.amount, citation=fee.citation))
        return Brief(costs=costs, duration=legal.term(self.decision_term, on=on), documents=self.usual_documents())

    def usual_documents(self) -> list[RequiredDocument]:
        """What is asked of most people; the answers may add to it."""
        return []

    def documents(self, application: Application) -> list[RequiredDocument]:
        return self.usual_documents()

    def region_answered(self, answers: dict[str, dict[str, Any]]) -> str | None:
        """The patent's series is the code of its region."""
        return str(answers.get("patent", {}).get("patent") or "")[:2] or None

    def profile_steps(self, application: Application) -> list[ProfileStep]:
        missing = application.facts.missing
        return [
            ProfileStep("passport", _("Passport"), "profiles:passport", "passport" not in missing),
            ProfileStep("personal", _("Personal details"), "profiles:name", "personal" not in missing),
        ]

    def eligibility(self, application: Application) -> list[Reason]:
        """First that the patent is this person's and in force, then what the procedure itself asks."""
        if not application.answer("patent", "patent"):
            return [] if patents_in_force(application.facts.person_id or 0, on=application.on) else [not_held()]
        patent = self.patent(application)
        if patent is None:
            return [not_held()]
        if application.applied_on is None and validity(patent, on=application.on).value != "valid":
            return [not_in_force(on=application.on)]
        return self.reasons(application, patent)

    @abstractmethod
    def reasons(self, application: Application, patent: Patent) -> list[Reason]:
        """What stands in the way of this procedure for a patent that is in force."""

    def checks(self, application: Application) -> list[Check]:
        patent = self.patent(application)
        in_force = patent is not None and validity(patent, on=application.on).value == "valid"
        return [Check("in_force", _("The patent is in force today"), in_force, str(patent or ""))]

    def decide_by(self, *, accepted_on: date) -> Explained[date]:
        return add_term(legal.term(self.decision_term, on=accepted_on), accepted_on, moves_from_day_off=True)

    def patent(self, application: Application) -> Patent | None:
        return held_patent(application.facts.person_id or 0, str(application.answer("patent", "patent") or ""))

    def held(self, application: Application) -> Patent:
        """The patent, which the rules have found at submission. Raises `PatentNotInForce` where it is gone."""
        patent = self.patent(application)
        if patent is None:
            raise PatentNotInForce
        return patent

    def result_url(self, case: "Case") -> str | None:
        """The patent that the application is about, once it was granted."""
        patent = held_patent(case.person_id, str(case.answers.get("patent", {}).get("patent") or ""))
        return reverse("patents:patent", args=[patent.series, patent.number]) if patent and case.status == "granted" else None
