"""Extension of the term of temporary stay, for oneself or for one's child: 115-FZ art. 5."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Brief, Check, Cost, Page, Reason, RequiredDocument, register
from permits import parents_stay, stay_forms
from permits.errors import ChildIsOfAge, StayTermUnknown
from permits.extensions.counted import counted_after, counted_in
from permits.interim.grounds import followed
from permits.models import Permit
from permits.parents_stay import EXTENSION, HeldTerm
from permits.procedures.of_residence import ProcedureOfResidence, is_child, of_age_on, of_age_reasons, regime
from permits.rules import grounds, temporary_stay
from permits.rules.temporary_stay import CHILD, FAMILY, NATIVE_SPEAKER, PATENT_PAID, StayFacts, ground_of
from permits.selectors import permits_in_force
from permits.services import issue_permit
from portal.legal import gaps
from portal.legal import services as legal
from portal.legal.explained import Explained
from portal.legal.wording import listed
from profiles.acting import parents_of
from profiles.selectors import document_held_by_others

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor

FAMILY_TERM = "permits.stay_extension_family"  # no source gives it: its row is empty until an operator has read the act
LONGER: Final = (NATIVE_SPEAKER, FAMILY)  # their term begins where the present one ends
_RESIDENCE = frozenset({Permit.Kind.TEMPORARY_RESIDENCE, Permit.Kind.PERMANENT_RESIDENCE, Permit.Kind.STUDY_RESIDENCE})


def _dated(application: Application) -> bool:
    ground = ground_of(application.answer("ground", "ground"))
    return ground is not None and ground.dated


@register
class TemporaryStay(ProcedureOfResidence):
    code = "temporary-stay"
    title = _("Extension of temporary stay")
    group, order = "stay", 10
    for_children = True
    legal_basis = _("Federal Law 115-FZ, art. 5")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 5")
    summary = _("If you entered without a visa and have a ground to stay longer, the term of your stay, or of your child’s, is extended.")
    grounds = grounds.TEMPORARY_STAY
    decision_term = "permits.stay_extension_decision"
    region_label = _("Region where you are registered")
    pages = (
        Page("region", _("Where are you registered?"), stay_forms.StayRegionForm),
        Page("ground", _("The ground"), stay_forms.StayGroundForm, about_applicant=True),
        Page("until", _("The paper that shows it"), stay_forms.StayUntilForm, when=_dated),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        fee = legal.money("permits.stay_extension_fee", on=on)
        costs = [Cost(_("State fee, once"), fee.amount, citation=fee.citation)]
        documents = temporary_stay.required_documents(ground=None, child=False)
        return Brief(costs=costs, duration=legal.term(self.decision_term, on=on), documents=documents)

    def eligibility(self, application: Application) -> list[Reason]:
        facts, on = application.facts, application.day_of_applying
        kinds = set(permits_in_force(facts.person_id or 0, on=on).values_list("kind", flat=True))
        asked = StayFacts(
            regime=regime(facts.citizenship, on),
            is_child=is_child(application),
            present=present_term(application),
            passport_expires_on=facts.document_expires_on,
            ground=application.answer("ground", "ground"),
            last_day=last_day(application),
            holds_residence=bool(kinds & _RESIDENCE),
            child_fee=legal.text("permits.child_patent_fee", on=on).value == "on",
            family_term_known=_family_term(on) is not None,
        )
        if asked.ground == FAMILY and not asked.family_term_known:
            gaps.notice(key=FAMILY_TERM, scope="", on=on)  # operators hear of a term that somebody needs and nobody has entered
        reasons = temporary_stay.reasons(asked, on=on)
        if asked.ground == CHILD and asked.is_child:
            reasons += of_age_reasons(self, application, temporary_stay.ARTICLE)
        return reasons

    def documents(self, application: Application) -> list[RequiredDocument]:
        return temporary_stay.required_documents(ground=application.answer("ground", "ground"), child=is_child(application))

    def checks(self, application: Application) -> list[Check]:
        until, elsewhere = last_day(application), document_held_by_others(application.facts)
        words = listed(tuple(step.text for step in until.steps)) if until else _("The ground names no day: ask the applicant.")
        return [
            Check("last_day", _("The stay would be extended through a day that is known"), until is not None or None, words),
            Check("document_once", _("No other profile holds this document"), not elsewhere, ""),
        ]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        held = Permit.objects.filter(person_id=case.person_id, kind=Permit.Kind.TEMPORARY_STAY, status=Permit.Status.IN_FORCE)
        before = held.filter(successor=None).select_for_update(of=("self",)).order_by("-pk").first()
        ground = application.answer("ground", "ground")
        if ground == CHILD and of_age_on(application, on=on) <= on:
            raise ChildIsOfAge()
        until = term(application)
        if until is None:
            raise StayTermUnknown()
        issue_permit(
            case=case,
            kind=Permit.Kind.TEMPORARY_STAY,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship,
            valid_until=until.last_day.value,
            ground=ground,
            predecessor=before,
            follows=_parents_permit(case.person_id, on) if ground == CHILD else None,
            orders_counted=[*counted_in(until.orders), *_counted(before, application)],
            actor=actor,
            on=on,
        )


def _counted(before: Permit | None, application: Application) -> list[int]:
    """A stay that was over before this one was asked for is not prolonged by it: an order that extended it says nothing of this one."""
    if before is None or before.valid_until is None or before.valid_until < application.day_of_applying:
        return []
    goes_on = application.answer("ground", "ground") in LONGER and before.valid_until == present_term(application)
    return counted_after(before, reckoned_from=goes_on)


def present_term(application: Application) -> date | None:
    """The last day of the stay as it stands on the day of applying; None when nobody knows one."""
    ground = followed(application.facts, on=application.day_of_applying)
    return ground.last_day if ground else None


def last_day(application: Application) -> Explained[date] | None:
    """Through which day the ground extends the stay, and why; None while that is not known."""
    found = term(application)
    return found.last_day if found else None


def term(application: Application) -> HeldTerm | None:
    """The term that the ground gives, and which extension orders had moved what it follows; None while it is not known."""
    code, on, person = application.answer("ground", "ground"), application.day_of_applying, application.facts.person_id or 0
    if code == PATENT_PAID:
        return parents_stay.longest(person, on=on, kind=parents_stay.PATENT)
    if code == CHILD:
        terms = [held for parent in parents_of(person) if (held := parents_stay.longest(parent, on=on))]
        best = max(terms, key=lambda held: held.last_day.value, default=None)
        return replace(best, last_day=temporary_stay.of_parent(best.last_day)) if best else None
    if code in LONGER:
        present = present_term(application)
        longer = legal.term("permits.stay_native_speaker", on=on) if code == NATIVE_SPEAKER else _family_term(on)
        if not (present and longer):
            return None
        held = parents_stay.longest(person, on=on)
        moved = held.orders if held and held.last_day.value == present else frozenset()
        return HeldTerm(EXTENSION, temporary_stay.after_the_present(present, longer), moved)
    told = application.answer("until", "until") if _dated(application) else None
    return HeldTerm(EXTENSION, temporary_stay.from_paper(date.fromisoformat(told))) if told else None


def _family_term(on: date) -> legal.Term | None:
    """How much longer than the present term family stays; None while nobody has entered it."""
    with legal.only_asking():
        try:
            return legal.term(FAMILY_TERM, on=on)
        except legal.MissingLegalParameter:
            return None


def _parents_permit(child_id: int, on: date) -> Permit | None:
    """The parent's extension in force that lasts longest; None where the child follows a patent."""
    held = Permit.objects.filter(person_id__in=parents_of(child_id), kind=Permit.Kind.TEMPORARY_STAY, status=Permit.Status.IN_FORCE)
    return held.filter(valid_until__gte=on).order_by("-valid_until", "-pk").first()
