"""A decision takes two people: one proposes, another confirms exactly what was proposed, or returns it."""

import hashlib
import json
from datetime import date

from django.db import transaction

from cases.errors import CaseMoved, NeedsSecondPerson, ProposalChanged, UnknownGround
from cases.events import CaseGranted, CaseRefused, DecisionProposed, DecisionReturned
from cases.models import Case, Decision
from cases.procedures import procedure
from cases.rules.appeal import appeal_by
from cases.selectors import application_of
from cases.services.locking import lock_case, move
from cases.services.review import guard_holder
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import services as legal


@transaction.atomic
def propose_decision(*, case_id: int, expected_version: int, outcome: str, ground: str, reason: str, actor: Actor) -> Decision:
    """The officer who holds the case proposes to grant or to refuse. A refusal names a ground of the procedure."""
    case = lock_case(case_id, expected_version=expected_version)
    guard_holder(case, actor)
    decision = Decision(case=case, outcome=outcome, ground=ground, reason=reason, proposed_by_id=actor.human_id, proposed_at=clock.now())
    decision.article = _article(case, outcome, ground)
    move(case, Case.Status.PROPOSED)
    decision.content_hash = content_hash(decision, case_version=case.version)
    decision.save()
    emit(DecisionProposed(case_id=case.pk, person_id=case.person_id, decision_id=decision.pk, outcome=outcome), actor=actor)
    return decision


@transaction.atomic
def confirm_decision(*, decision_id: int, content_hash: str, actor: Actor, on: date) -> Case:
    """A second officer confirms. `on` is the civil date in the office's zone: the date of the decision.

    Raises `NeedsSecondPerson` for the proposer, `ProposalChanged` when the hash is not that of the proposal."""
    case, decision = _lock_proposal(decision_id)
    if decision.proposed_by_id == actor.user_id:
        raise NeedsSecondPerson()
    _guard_unchanged(case, decision, shown_hash=content_hash)
    decision.confirmed_by_id, decision.confirmed_at, decision.decided_on = actor.user_id, clock.now(), on
    if decision.outcome == Decision.Outcome.REFUSED:
        decision.appeal_by = appeal_by(decided_on=on, term=legal.term("cases.appeal_term", on=on)).value
    decision.save(update_fields=["confirmed_by", "confirmed_at", "decided_on", "appeal_by"])
    case.closed_at = decision.confirmed_at
    if decision.outcome == Decision.Outcome.GRANTED:
        _grant(case, decision, actor=actor, on=on)
    else:
        _refuse(case, decision, actor=actor, on=on)
    return case


@transaction.atomic
def return_decision(*, decision_id: int, reason: str, actor: Actor) -> Case:
    """A second officer sends the proposal back to the one who made it, with words."""
    case, decision = _lock_proposal(decision_id)
    if decision.proposed_by_id == actor.user_id:
        raise NeedsSecondPerson()
    decision.returned_by_id, decision.returned_at, decision.return_reason = actor.user_id, clock.now(), reason
    decision.save(update_fields=["returned_by", "returned_at", "return_reason"])
    move(case, Case.Status.IN_REVIEW)
    emit(DecisionReturned(case_id=case.pk, person_id=case.person_id, decision_id=decision.pk), actor=actor)
    return case


def content_hash(decision: Decision, *, case_version: int) -> str:
    """SHA-256 of what the second officer confirms: the words, the ground, and the case as it was proposed."""
    content = [decision.case_id, case_version, decision.outcome, decision.ground, decision.article, decision.reason]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _lock_proposal(decision_id: int) -> tuple[Case, Decision]:
    case = lock_case(Decision.objects.values_list("case_id", flat=True).get(pk=decision_id))
    decision = Decision.objects.get(pk=decision_id)
    if case.status != Case.Status.PROPOSED or decision.confirmed_at or decision.returned_at:
        raise CaseMoved(status=case.get_status_display())
    return case, decision


def _guard_unchanged(case: Case, decision: Decision, *, shown_hash: str) -> None:
    if decision.content_hash != shown_hash or decision.content_hash != content_hash(decision, case_version=case.version):
        raise ProposalChanged()


def _article(case: Case, outcome: str, ground: str) -> str:
    rules = procedure(case.procedure)
    if outcome == Decision.Outcome.GRANTED:
        return rules.grant_article
    known = rules.ground(ground, case)
    if known is None:
        raise UnknownGround()
    return known.article


def _grant(case: Case, decision: Decision, *, actor: Actor, on: date) -> None:
    move(case, Case.Status.GRANTED, "closed_at")
    procedure(case.procedure).grant(case=case, application=application_of(case, on=on), actor=actor, on=on)
    emit(CaseGranted(case_id=case.pk, person_id=case.person_id, decision_id=decision.pk), actor=actor)


def _refuse(case: Case, decision: Decision, *, actor: Actor, on: date) -> None:
    assert decision.appeal_by is not None
    move(case, Case.Status.REFUSED, "closed_at")
    procedure(case.procedure).closed(case=case, actor=actor, on=on)
    emit(
        CaseRefused(
            case_id=case.pk, person_id=case.person_id, decision_id=decision.pk, ground=decision.ground, appeal_by=decision.appeal_by
        ),
        actor=actor,
    )
