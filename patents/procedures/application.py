"""The procedure of a work patent: 115-FZ art. 13.3, MVD order 695 of 05.10.2020."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Brief, Check, Cost, Page, Procedure, ProfileStep, Reason, RequiredDocument, register
from patents import forms, services, tariff
from patents.card.face import SMALLEST, is_sharp
from patents.rules.annulment import barred_until, repeat_bar
from patents.rules.checks import machine_checks
from patents.rules.documents import required_documents
from patents.rules.eligibility import ApplicantFacts, LateFine, eligibility, is_late
from patents.rules.grounds import GROUNDS
from patents.selectors import ended_on_grounds, regions_with_valid_patent
from portal.legal import citizenships
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.errors import MissingLegalParameter
from portal.legal.explained import Explained
from profiles.selectors import document_held_by_others, mrz_agrees

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


def _late(application: Application) -> bool:
    day = application.day_of_applying
    window = legal.term("patents.apply_window", on=day).amount
    return is_late(entered_on=application.facts.entered_on, on=day, window_days=window)


def _late_fine(on: date) -> LateFine | None:
    least, most = (legal.money_or_none(f"patents.late_fine_{end}", on=on) for end in ("least", "most"))
    return LateFine(least, most) if least and most else None


@register
class WorkPatent(Procedure):
    code = "work-patent"
    title = _("Work patent")
    group, order = "work", 10
    legal_basis = _("Federal Law 115-FZ, art. 13.3")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 13.3, para. 1")
    grant_message = "patents/messages/granted"
    summary = _("A patent is a permission to work in one region of Russia. You pay for it month by month.")
    grounds = GROUNDS
    pages = (
        Page("region", _("Where will you work?"), forms.RegionForm),
        Page("work", _("What work will you do?"), forms.WorkForm),
        Page("exam", _("Russian, history and law"), forms.ExamForm),
        Page("insurance", _("Medical insurance"), forms.InsuranceForm),
        Page("medical", _("Medical examination"), forms.MedicalForm),
        Page("fine", _("Applying late"), forms.FineForm, when=_late),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        costs: list[Cost] = []
        try:
            fee = legal.money("patents.state_fee", on=on)
            if fee.amount:
                costs.append(Cost(_("State fee, once, when the patent is granted"), fee.amount, citation=fee.citation))
            price = tariff.monthly_price(region=region, paid_on=on)
            costs.append(Cost(_("Each month of work, paid in advance"), price.value, explained=price))
        except MissingLegalParameter:
            costs.append(Cost(_("Each month of work: the price for this region and year is not established here yet"), None))
        term = legal.term("patents.decision_term", on=on)
        return Brief(costs=costs, duration=term, documents=required_documents(late=False, exam=None))

    def region_answered(self, answers: dict[str, dict[str, Any]]) -> str | None:
        return answers.get("region", {}).get("region") or None

    def profile_steps(self, application: Application) -> list[ProfileStep]:
        facts = application.facts
        return [
            ProfileStep("passport", _("Passport"), "profiles:passport", "passport" not in facts.missing),
            ProfileStep("personal", _("Personal details"), "profiles:name", "personal" not in facts.missing),
            ProfileStep("entry", _("Entry and migration card"), "profiles:entry", "entry" not in facts.missing),
            ProfileStep("address", _("Where you are registered"), "profiles:address", "address" not in facts.missing),
        ]

    def eligibility(self, application: Application) -> list[Reason]:
        facts, on = application.facts, application.on
        # What international law calls a status (refugee, not stated) or we do not list has no regime: the officer looks.
        regime = citizenships.citizenship(facts.citizenship, on).regime if citizenships.exists(facts.citizenship) else None
        applicant = ApplicantFacts(
            regime=regime,
            birth_date=facts.birth_date,
            entered_on=facts.entered_on,
            purpose=facts.purpose or None,
            passport_expires_on=facts.document_expires_on,
            regions_with_valid_patent=regions_with_valid_patent(facts.person_id or 0, on=on),
        )
        usual = eligibility(
            applicant,
            on=on,
            region=self.region_answered(application.answers),
            minimum_age=legal.term("patents.minimum_age", on=on).amount,
            window_days=legal.term("patents.apply_window", on=on).amount,
            late_fine=_late_fine(on),
        )
        return [*self._bar(application), *usual]

    def _bar(self, application: Application) -> list[Reason]:
        """A year must pass after a refusal or an annulment on some grounds."""
        ended = ended_on_grounds(application.facts.person_id or 0)
        if not ended:
            return []
        grounds = frozenset(legal.text("patents.repeat_bar_grounds", on=application.on).value.split())
        until = barred_until(ended, grounds=grounds, term=legal.term("patents.repeat_bar", on=application.on))
        return list(repeat_bar(until, on=application.day_of_applying))

    def documents(self, application: Application) -> list[RequiredDocument]:
        return required_documents(late=_late(application), exam=application.answer("exam", "kind"))

    def checks(self, application: Application) -> list[Check]:
        return machine_checks(
            application,
            late=_late(application),
            mrz_agrees=mrz_agrees(application.facts),
            used_elsewhere=document_held_by_others(application.facts),
            exam_term=legal.term("patents.exam_validity", on=application.on),
            medical_term=legal.term("patents.medical_validity", on=application.on),
        )

    def checks_of_case(self, case: "Case") -> list[Check]:
        """Asked while the applicant can still send another photo: the card is made after the decision."""
        smallest = f"{SMALLEST[0]} × {SMALLEST[1]}"
        return [Check("photo", _("The photo is large enough for a card, in pixels"), is_sharp(case), smallest)]

    def decide_by(self, *, accepted_on: date) -> Explained[date]:
        term = legal.term("patents.decision_term", on=accepted_on)
        return add_term(term, accepted_on, moves_from_day_off=True)

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        services.grant_patent(
            case=case,
            region=application.answer("region", "region"),
            profession=application.answer("work", "profession"),
            actor=actor,
            on=on,
        )

    def result_url(self, case: "Case") -> str | None:
        patent = getattr(case, "patent", None)
        return reverse("patents:patent", args=[patent.series, patent.number]) if patent else None
