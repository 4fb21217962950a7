"""A residence permit (VNZh), after a temporary one or on a ground: 115-FZ art. 8, 9."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Brief, Check, Cost, Page, Reason, RequiredDocument, register
from cases.rules.checks import answered_day, medical_check, mrz_check, passport_check
from permits import forms
from permits.models import Permit
from permits.procedures.of_residence import ProcedureOfResidence
from permits.rules import grounds, permanent_residence
from permits.rules.permanent_residence import AFTER_RVP, HQS
from permits.rules.residence import common_reasons, stay_over
from permits.rules.temporary_residence import fingerprints_check
from permits.selectors import permits_in_force
from permits.services import issue_permit
from portal.legal import citizenships
from portal.legal import services as legal
from portal.legal.explained import Explained
from portal.legal.wording import said
from profiles.selectors import document_held_by_others, mrz_agrees

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


def _is_hqs(application: Application) -> bool:
    return bool(application.answer("ground", "ground") == HQS)


@register
class PermanentResidence(ProcedureOfResidence):
    code = "permanent-residence"
    title = _("Residence permit (VNZh)")
    group, order = "residence", 20
    legal_basis = _("Federal Law 115-FZ, art. 8")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 8")
    summary = _("A permit to live and work anywhere in Russia, for most people without a last day.")
    grounds = grounds.PERMANENT_RESIDENCE
    decision_term = "permits.permanent_residence_decision"
    pages = (
        Page("region", _("Where will you live?"), forms.LivingRegionForm),
        Page("ground", _("Your ground"), forms.PermanentGroundForm),
        Page("specialist", _("Your work permit"), forms.WorkPermitForm, when=_is_hqs),
        Page("exam", _("Russian, history and law"), forms.ExamForm),
        Page("medical", _("Medical examination"), forms.MedicalForm),
        Page("fingerprints", _("Fingerprints and photo"), forms.FingerprintsForm),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        fee = legal.money("permits.permanent_residence_fee", on=on)
        return Brief(
            costs=[Cost(_("State fee, once"), fee.amount, citation=fee.citation)],
            duration=legal.term(self.decision_term, on=on),
            documents=permanent_residence.required_documents(exam=None, ground=None),
            notes=[
                _after_temporary(on),
                _("When the residence permit is granted, the temporary one ends: the new document replaces it."),
            ],
        )

    def eligibility(self, application: Application) -> list[Reason]:
        facts, on = self.resident(application), application.on
        stay = stay_over(facts.last_day_of_stay, application.day_of_applying)
        reasons = [*common_reasons(facts, on=on), *self._way(application), *stay]
        return sorted(reasons, key=lambda reason: not reason.blocks)

    def _way(self, application: Application) -> list[Reason]:
        """The days in which one may apply, where the way leads over the temporary permit."""
        if application.answer("ground", "ground") != AFTER_RVP:
            return []
        permit, day = temporary_permit(application), application.day_of_applying
        if permit is None:
            return [permanent_residence.no_temporary_permit()]
        return permanent_residence.window_reasons(window_of(permit, on=day), on=day)

    def documents(self, application: Application) -> list[RequiredDocument]:
        return permanent_residence.required_documents(
            exam=application.answer("exam", "kind"), ground=application.answer("ground", "ground")
        )

    def checks(self, application: Application) -> list[Check]:
        return [
            *_lived(application),
            mrz_check(mrz_agrees(application.facts)),
            passport_check(application.facts.document_expires_on, application.on),
            medical_check(application, legal.term("patents.medical_validity", on=application.on)),
            fingerprints_check(application),
            Check("same_document", _("No other profile uses this passport"), not document_held_by_others(application.facts), ""),
        ]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        """A temporary permit in force ends with it, whatever the ground."""
        issue_permit(
            case=case,
            kind=Permit.Kind.PERMANENT_RESIDENCE,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship,
            valid_until=self.last_day(application, on=on).value,
            ground=application.answer("ground", "ground"),
            predecessor=temporary_permit(application),
            actor=actor,
            on=on,
        )

    def last_day(self, application: Application, *, on: date) -> Explained[date | None]:
        stateless = application.facts.citizenship == citizenships.STATELESS
        return permanent_residence.last_day(
            decided_on=on,
            stateless=legal.term("permits.permanent_residence_stateless_term", on=on) if stateless else None,
            work_permit_until=answered_day(application, "specialist", "valid_until") if _is_hqs(application) else None,
        )


def _after_temporary(on: date) -> Any:
    words = gettext_noop(
        "After a temporary residence permit (RVP) you can apply when %(earliest)s months of it are over, and not later than %(latest)s "
        "months before it ends."
    )
    earliest, latest = (legal.term(f"permits.permanent_residence_{name}", on=on).amount for name in ("earliest", "latest"))
    return said(words, earliest=earliest, latest=latest)


def temporary_permit(application: Application) -> Permit | None:
    """The temporary residence permit on which the person lives."""
    held = permits_in_force(application.facts.person_id or 0, on=application.on)
    return held.filter(kind=Permit.Kind.TEMPORARY_RESIDENCE, status=Permit.Status.IN_FORCE).exclude(valid_until=None).first()


def window_of(permit: Permit, *, on: date) -> permanent_residence.Window:
    assert permit.valid_until is not None  # the selector leaves out what has no last day
    return permanent_residence.window(
        issued_on=permit.issued_on,
        valid_until=permit.valid_until,
        earliest=legal.term("permits.permanent_residence_earliest", on=on),
        latest=legal.term("permits.permanent_residence_latest", on=on),
    )


def _lived(application: Application) -> list[Check]:
    permit = temporary_permit(application)
    if application.answer("ground", "ground") != AFTER_RVP:
        return []
    title = _("The time on the temporary permit that the law asks for is full today")
    if permit is None:
        return [Check("lived", title, False, _("No temporary permit is in force."))]
    term = legal.term("permits.permanent_residence_lived", on=application.on)
    is_full, full = permanent_residence.lived_long_enough(issued_on=permit.issued_on, term=term, on=application.on)
    return [Check("lived", title, is_full, full)]
