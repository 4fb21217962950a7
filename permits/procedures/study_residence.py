"""The temporary residence permit for education (RVPO), and moving to another university: 115-FZ art. 6.2."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Brief, Check, Cost, Page, Reason, RequiredDocument, register
from cases.rules.checks import answered_day, medical_check, mrz_check, passport_check
from permits import forms
from permits.extensions.counted import counted_after
from permits.models import Permit
from permits.procedures.of_permit import ProcedureOfPermit, permit_page
from permits.procedures.of_residence import ProcedureOfResidence
from permits.rules import grounds, study_residence
from permits.rules.residence import common_reasons, stay_over
from permits.rules.temporary_residence import fingerprints_check
from permits.services import issue_permit, lock_permit
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.wording import said
from profiles.selectors import document_held_by_others, mrz_agrees

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor

_ARTICLE = gettext_noop("Federal Law 115-FZ, art. 6.2")
_NO_FEE = _("State fee: the article names none; the office confirms it when you come")


def _studies(application: Application) -> list[Reason]:
    told = {name: application.answer("study", name) for name in ("level", "form", "place")}
    return study_residence.study_reasons(**told, ends_on=answered_day(application, "study", "ends_on"), on=application.day_of_applying)


def _last_day(application: Application, *, on: date) -> Explained[date]:
    ends_on = answered_day(application, "study", "ends_on")
    assert ends_on is not None  # the form asks for it
    return study_residence.last_day(ends_on=ends_on, after=legal.term("permits.study_residence_after", on=on))


def _brief(decision_term: str, *, on: date, notes: list[object]) -> Brief:
    fee = legal.money("permits.study_residence_fee", on=on)
    return Brief(
        costs=[Cost(_("State fee") if fee.amount else _NO_FEE, fee.amount, citation=fee.citation)],
        duration=legal.term(decision_term, on=on),
        documents=study_residence.required_documents(),
        notes=notes,
    )


def _checks(application: Application) -> list[Check]:
    return [
        mrz_check(mrz_agrees(application.facts)),
        passport_check(application.facts.document_expires_on, application.on),
        Check("same_document", _("No other profile uses this passport"), not document_held_by_others(application.facts), ""),
    ]


@register
class StudyResidence(ProcedureOfResidence):
    code = "study-residence"
    title = _("Temporary residence permit for education (RVPO)")
    group, order = "residence", 30
    legal_basis = _("Federal Law 115-FZ, art. 6.2")
    grant_article = _ARTICLE
    summary = _(
        "For full-time students: you live and may work in the region of your university until the end of your studies and for some time "
        "after it."
    )
    grounds = grounds.STUDY_RESIDENCE
    decision_term = "permits.study_residence_decision"
    pages = (
        Page("region", _("Where is your university?"), forms.StudyRegionForm),
        Page("study", _("Your studies"), forms.StudyForm),
        Page("medical", _("Medical examination"), forms.MedicalForm),
        Page("fingerprints", _("Fingerprints and photo"), forms.FingerprintsForm),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        return _brief(self.decision_term, on=on, notes=[_("There is no quota, and no yearly notice of residence.")])

    def eligibility(self, application: Application) -> list[Reason]:
        facts = self.resident(application)
        reasons = [
            *common_reasons(facts, on=application.on),
            *study_residence.held_reasons(facts.held),
            *_studies(application),
            *stay_over(facts.last_day_of_stay, application.day_of_applying),
        ]
        return sorted(reasons, key=lambda reason: not reason.blocks)

    def documents(self, application: Application) -> list[RequiredDocument]:
        return study_residence.required_documents()

    def checks(self, application: Application) -> list[Check]:
        medical = medical_check(application, legal.term("patents.medical_validity", on=application.on))
        return [*_checks(application), medical, fingerprints_check(application)]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        issue_permit(
            case=case,
            kind=Permit.Kind.STUDY_RESIDENCE,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship,
            valid_until=_last_day(application, on=on).value,
            actor=actor,
            on=on,
        )


def _last_days(on: date) -> Any:
    words = gettext_noop("From the day of moving you have %(days)s days.")
    return said(words, days=legal.term("permits.study_residence_transfer", on=on).amount)


@register
class StudyTransfer(ProcedureOfPermit):
    code = "study-residence-transfer"
    title = _("Moving to another university with a permit for education (RVPO)")
    group, order = "residence", 40
    legal_basis = _("Federal Law 115-FZ, art. 6.2")
    grant_article = _ARTICLE
    summary = _("If you moved to another university, have the permit follow you in the days that the law gives for it.")
    grounds = grounds.STUDY_RESIDENCE
    decision_term = "permits.study_residence_decision"
    kinds = frozenset({Permit.Kind.STUDY_RESIDENCE})
    pages = (
        permit_page(forms.StudyPermitForm),
        Page("region", _("Where is your new university?"), forms.StudyRegionForm),
        Page("study", _("Your new studies"), forms.StudyForm),
        Page("since", _("Since when?"), forms.TransferDayForm),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        return _brief(self.decision_term, on=on, notes=[_last_days(on), _("Your permit stays in force until the decision.")])

    def region_answered(self, answers: dict[str, dict[str, object]]) -> str | None:
        """The office of the new region decides."""
        return str(answers.get("region", {}).get("region") or "") or None

    def eligibility(self, application: Application) -> list[Reason]:
        if "permit" not in application.answers:
            return [] if application.facts.person_id is None or self.holds_any(application) else [study_residence.not_held()]
        if self.permit(application) is None:
            return [study_residence.not_held()]
        return sorted([*_studies(application), *self._late(application)], key=lambda reason: not reason.blocks)

    def _late(self, application: Application) -> list[Reason]:
        moved, day = answered_day(application, "since", "day"), application.day_of_applying
        if moved is None:
            return []
        last = add_term(legal.term("permits.study_residence_transfer", on=day), moved, moves_from_day_off=True).value
        return [study_residence.transfer_late(last=last)] if day > last else []

    def documents(self, application: Application) -> list[RequiredDocument]:
        return [needed for needed in study_residence.required_documents() if needed.kind != "medical_certificate"]

    def checks(self, application: Application) -> list[Check]:
        in_force = Check("in_force", _("The document is in force today"), self.permit(application) is not None, "")
        return [in_force, *_checks(application)]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        old = lock_permit(self.held(application).pk)
        issue_permit(
            case=case,
            kind=Permit.Kind.STUDY_RESIDENCE,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship or old.citizenship,
            valid_until=_last_day(application, on=on).value,
            predecessor=old,
            orders_counted=counted_after(old, reckoned_from=False),
            actor=actor,
            on=on,
        )
