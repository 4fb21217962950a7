"""A temporary residence permit (RVP), on a ground without quota or on a place of the quota: 115-FZ art. 6, 6.1, 7."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Brief, Check, Cost, Page, Reason, RequiredDocument, register
from permits import forms
from permits.models import Permit
from permits.procedures.of_residence import ProcedureOfResidence, regime
from permits.quota.selectors import holds_place, needed_quota, quota_of
from permits.quota.services import release_place, reserve_place, use_place
from permits.rules import grounds, temporary_residence
from permits.rules.residence import temporary_residence_reasons
from permits.rules.temporary_residence import QUOTA
from permits.services import issue_permit
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.wording import said
from profiles.selectors import document_held_by_others, mrz_agrees

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor

_VISA_FREE = frozenset({"visa_free", "visa_free_special", "eaeu"})


@register
class TemporaryResidence(ProcedureOfResidence):
    code = "temporary-residence"
    title = _("Temporary residence permit (RVP)")
    group, order = "residence", 10
    asks_region = True  # the places of its quota
    legal_basis = _("Federal Law 115-FZ, art. 6, 6.1")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 6, para. 1")
    summary = _(
        "A permit to live and work for three years in one region of Russia, without a patent. It is the usual way to a residence permit."
    )
    grounds = grounds.TEMPORARY_RESIDENCE
    decision_term = "permits.temporary_residence_decision"
    pages = (
        Page("region", _("Where will you live?"), forms.ResidenceRegionForm),
        Page("ground", _("Your ground"), forms.ResidenceGroundForm),
        Page("exam", _("Russian, history and law"), forms.ExamForm),
        Page("medical", _("Medical examination"), forms.MedicalForm),
        Page("fingerprints", _("Fingerprints and photo"), forms.FingerprintsForm),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        fee = legal.money("permits.temporary_residence_fee", on=on)
        usual = legal.term(self.decision_term, on=on)
        quick = legal.term("permits.temporary_residence_decision_visa_free", on=on)
        return Brief(
            costs=[Cost(_("State fee, once"), fee.amount, citation=fee.citation)],
            duration=quick,
            durations=[(_("If citizens of your country enter without a visa:"), quick), (_("If you entered on a visa:"), usual)],
            documents=temporary_residence.required_documents(exam=None, ground=None),
            notes=_notes(region=region, on=on),
        )

    def eligibility(self, application: Application) -> list[Reason]:
        reasons = [*temporary_residence_reasons(self.resident(application), on=application.on), *self._quota(application)]
        return sorted(reasons, key=lambda reason: not reason.blocks)

    def _quota(self, application: Application) -> list[Reason]:
        """Asked until the application is sent: from then on it holds its place."""
        region = self.region_answered(application.answers)
        if application.applied_on is not None or region is None or not _by_quota(application):
            return []
        quota = needed_quota(region, on=application.on)
        left = None if quota is None else quota.left
        reason = temporary_residence.quota_reason(region_name=regions.region(region).name, year=application.on.year, left=left)
        return [reason] if reason else []

    def documents(self, application: Application) -> list[RequiredDocument]:
        return temporary_residence.required_documents(
            exam=application.answer("exam", "kind"), ground=application.answer("ground", "ground")
        )

    def checks(self, application: Application) -> list[Check]:
        return temporary_residence.machine_checks(
            application,
            mrz_agrees=mrz_agrees(application.facts),
            used_elsewhere=document_held_by_others(application.facts),
            exam_term=legal.term("permits.exam_validity", on=application.on),
            medical_term=legal.term("patents.medical_validity", on=application.on),  # one certificate for patents and permits
            has_place=holds_place(application.facts.person_id or 0) if _by_quota(application) else None,
        )

    def deadline(self, application: Application, *, accepted_on: date) -> Explained[date]:
        """Who may enter without a visa has the answer sooner."""
        if regime(application.facts.citizenship, accepted_on) not in _VISA_FREE:
            return self.decide_by(accepted_on=accepted_on)
        term = legal.term("permits.temporary_residence_decision_visa_free", on=accepted_on)
        return add_term(term, accepted_on, moves_from_day_off=True)

    def sent(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        if _by_quota(application):
            reserve_place(case=case, region=application.answer("region", "region"), actor=actor, on=on)
        super().sent(case=case, application=application, actor=actor, on=on)

    def closed(self, *, case: "Case", actor: "Actor", on: date) -> None:
        release_place(case=case, actor=actor)

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        use_place(case=case, actor=actor)
        issue_permit(
            case=case,
            kind=Permit.Kind.TEMPORARY_RESIDENCE,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship,
            valid_until=temporary_residence.last_day(decided_on=on, term=legal.term("permits.temporary_residence_term", on=on)).value,
            ground=application.answer("ground", "ground"),
            actor=actor,
            on=on,
        )


def _by_quota(application: Application) -> bool:
    return bool(application.answer("ground", "ground") == QUOTA)


def _notes(*, region: str, on: date) -> list[Any]:
    """What is known of places: in the region, and the figures for the whole country with their act. Nobody is alerted by a reader."""
    quota = quota_of(region, on.year)
    where = regions.region(region).name
    if quota is None:
        notes = [
            said(
                gettext_noop(
                    "%(region)s, %(year)s: the number of places has not been entered here yet. On a ground without quota you can apply now."
                ),
                region=where,
                year=on.year,
            )
        ]
    else:
        notes = [
            said(
                gettext_noop("%(region)s, %(year)s: %(left)s places are free out of %(places)s (%(act)s)."),
                region=where,
                year=on.year,
                left=quota.left,
                places=quota.places,
                act=_(quota.citation) if quota.citation else "",
            )
        ]
    with legal.only_asking():
        try:
            total, kept = legal.factor("permits.quota_total", on=on), legal.factor("permits.quota_reserve", on=on)
        except legal.MissingLegalParameter:
            return notes
    country = gettext_noop("The whole country, %(year)s: %(total)s places, %(kept)s of them kept in reserve (%(act)s).")
    return [*notes, said(country, year=on.year, total=total.amount, kept=kept.amount, act=total.citation)]
