"""A temporary residence permit (RVP), on a ground without quota or on a place of the quota: 115-FZ art. 6, 6.1, 7."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.models import Case
from cases.procedures import Application, Brief, Check, Cost, Page, Reason, RequiredDocument, register
from permits import forms
from permits.errors import ChildIsOfAge, ParentHasNoPermit
from permits.extensions.counted import counted_after
from permits.models import Permit
from permits.procedures.of_residence import ProcedureOfResidence, is_child, of_age_on, of_age_reasons, regime
from permits.quota.selectors import holds_place, needed_quota, quota_of
from permits.quota.services import release_place, reserve_place, use_place
from permits.rules import grounds, temporary_residence
from permits.rules.residence import temporary_residence_reasons
from permits.rules.temporary_residence import CHILD, QUOTA, Parents
from permits.selectors import permits_in_force
from permits.services import issue_permit
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.wording import said
from profiles.acting import parents_of
from profiles.rules.majority import years_later
from profiles.selectors import document_held_by_others, mrz_agrees

if TYPE_CHECKING:
    from portal.events.actor import Actor

_VISA_FREE = frozenset({"visa_free", "visa_free_special", "eaeu"})


def _takes_exam(application: Application) -> bool:
    """Under 18 nobody does (115-FZ art. 15.1)."""
    return not is_child(application)


def _is_examined(application: Application) -> bool:
    """Small children give no fingerprints."""
    born, on = application.facts.birth_date, application.day_of_applying
    return born is None or on >= years_later(born, legal.term("permits.medical_youngest", on=on).amount)


@register
class TemporaryResidence(ProcedureOfResidence):
    code = "temporary-residence"
    title = _("Temporary residence permit (RVP)")
    group, order = "residence", 10
    for_children = True
    asks_region = True  # the places of its quota
    legal_basis = _("Federal Law 115-FZ, art. 6, 6.1")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 6, para. 1")
    summary = _(
        "A permit to live and work in one region of Russia for a set term, without a patent. It is the usual way to a residence permit."
    )
    grounds = grounds.TEMPORARY_RESIDENCE
    decision_term = "permits.temporary_residence_decision"
    pages = (
        Page("region", _("Where will you live?"), forms.ResidenceRegionForm),
        Page("ground", _("The ground"), forms.ResidenceGroundForm, about_applicant=True),
        Page("exam", _("Russian, history and law"), forms.ExamForm, when=_takes_exam),
        Page("medical", _("Medical examination"), forms.MedicalForm),
        Page("fingerprints", _("Fingerprints and photo"), forms.FingerprintsForm, when=_is_examined, about_applicant=True),
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
        resident = self.resident(application)
        reasons = [
            *temporary_residence_reasons(resident, on=application.on),
            *(self._family(application) if resident.acted_for or not is_child(application) else []),
            *self._quota(application),
        ]
        return sorted(reasons, key=lambda reason: not reason.blocks)

    def _family(self, application: Application) -> list[Reason]:
        ground = application.answer("ground", "ground")
        child = is_child(application)
        parents = _parents(application) if child and ground == CHILD else Parents(None)
        reasons = temporary_residence.child_reasons(ground=ground, is_child=child, parents=parents)
        return [*reasons, *(of_age_reasons(self, application, temporary_residence.ARTICLE) if child and ground == CHILD else [])]

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
            exam=application.answer("exam", "kind"), ground=application.answer("ground", "ground"), child=is_child(application)
        )

    def checks(self, application: Application) -> list[Check]:
        return temporary_residence.machine_checks(
            application,
            mrz_agrees=mrz_agrees(application.facts),
            used_elsewhere=document_held_by_others(application.facts),
            exam_term=legal.term("permits.exam_validity", on=application.on),
            medical_term=legal.term("patents.medical_validity", on=application.on),  # one certificate for patents and permits
            has_place=holds_place(application.facts.person_id or 0) if _by_quota(application) else None,
            parents=_parents(application) if application.answer("ground", "ground") == CHILD else None,
            is_child=is_child(application),
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
        """A child that follows a parent gets the parent's last day where that is the earlier one. Raises `ParentHasNoPermit`,
        `ChildIsOfAge`."""
        use_place(case=case, actor=actor)
        ground, follows = application.answer("ground", "ground"), None
        last = temporary_residence.last_day(decided_on=on, term=legal.term("permits.temporary_residence_term", on=on))
        if ground == CHILD:
            if of_age_on(application, on=on) <= on:
                raise ChildIsOfAge
            follows = _parents_permit(case.person_id, on=on)
            if follows is None:
                raise ParentHasNoPermit
            last = temporary_residence.follows_parent(last, parents=follows.valid_until)
        reckoned = follows is not None and last.value == follows.valid_until
        issue_permit(
            case=case,
            kind=Permit.Kind.TEMPORARY_RESIDENCE,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship,
            valid_until=last.value,
            ground=ground,
            follows=follows,
            orders_counted=counted_after(follows, reckoned_from=True) if follows is not None and reckoned else (),
            actor=actor,
            on=on,
        )


def _parents(application: Application) -> Parents:
    """What the parents who act for the child have on the day; the figure of the law is asked, so that a gap stops the application."""
    legal.text("permits.child_residence_term", on=application.day_of_applying)
    keys, on = parents_of(application.facts.person_id or 0), application.on
    held = [permit for key in keys for permit in permits_in_force(key, on=on).filter(kind=Permit.Kind.TEMPORARY_RESIDENCE)]
    waits = Case.objects.filter(person_id__in=keys, procedure=TemporaryResidence.code, status__in=Case.OPEN)
    return Parents(max((one.valid_until for one in held if one.valid_until), default=None), waits.exists())


def _parents_permit(child_id: int, *, on: date) -> Permit | None:
    """The parent's permit in force that lasts longest, locked: no order moves its last day until the child's is written."""
    held = Permit.objects.filter(
        person_id__in=parents_of(child_id), kind=Permit.Kind.TEMPORARY_RESIDENCE, status=Permit.Status.IN_FORCE, valid_until__gte=on
    )
    return held.select_for_update(of=("self",)).order_by("-valid_until", "-pk").first()


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
