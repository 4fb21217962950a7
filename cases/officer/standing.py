"""Where a case stands for the officer who looks: who has the ball, what this officer may do, how far the two-person decision is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from cases import permissions
from cases.models import Case, Decision, InformationRequest
from cases.officer.words import colleague
from cases.selectors import final_decision, proposal
from portal.ui.formats import civil_date


@dataclass(frozen=True)
class Standing:
    """`acts` are the codes of what this officer may do now: take, release, ask, invite, grant, refuse, confirm, return."""

    ball: str
    two_people: str
    acts: frozenset[str]
    proposal: Decision | None = None
    decision: Decision | None = None
    request: InformationRequest | None = None

    @property
    def works(self) -> bool:
        return "ask" in self.acts


def standing(case: Case, user: Any, *, asked: InformationRequest | None) -> Standing:
    """`asked`: what the applicant is asked at this moment (`cases.selectors.open_request`)."""
    waiting = proposal(case) if case.status == Case.Status.PROPOSED else None
    made = final_decision(case) if case.status in {Case.Status.GRANTED, Case.Status.REFUSED} else None
    return Standing(
        ball=_ball(case, user, asked),
        two_people=_two_people(case, user, waiting, made),
        acts=_acts(case, user, waiting),
        proposal=waiting,
        decision=made,
        request=asked,
    )


def _acts(case: Case, user: Any, waiting: Decision | None) -> frozenset[str]:
    acts = set()
    if permissions.can_take(user, case):
        acts.add("take")
    if permissions.can_release(user, case):
        acts.add("release")
    if permissions.holds(user, case):
        acts |= {"ask", "invite", "grant", "refuse"}
    if waiting and permissions.can_confirm(user, case, waiting):
        acts |= {"confirm", "return"}
    return frozenset(acts)


def _ball(case: Case, user: Any, asked: InformationRequest | None) -> str:
    """Who has to act next, in one sentence."""
    mine = case.assigned_to_id == user.pk
    if case.status == Case.Status.SUBMITTED:
        return gettext("The office: nobody has taken the case yet.")
    if case.status == Case.Status.IN_REVIEW:
        return (
            gettext("You hold this case.") if mine else gettext("%(officer)s holds this case.") % {"officer": colleague(case.assigned_to)}
        )
    if case.status == Case.Status.INFO_REQUESTED and asked and asked.counter:
        return gettext("The applicant: invited to the counter by %(day)s.") % {"day": civil_date(asked.answer_by)}
    if case.status == Case.Status.INFO_REQUESTED and asked:
        return gettext("The applicant: asked to answer by %(day)s.") % {"day": civil_date(asked.answer_by)}
    if case.status == Case.Status.PROPOSED:
        return gettext("A second officer, not you.") if mine else gettext("A second officer: it can be you.")
    return gettext("Nobody: the case is closed.")


def _two_people(case: Case, user: Any, waiting: Decision | None, made: Decision | None) -> str:
    """How far the decision is, person by person."""
    if made:
        names = {"first": colleague(made.proposed_by), "second": colleague(made.confirmed_by), "day": civil_date(made.decided_on)}
        return gettext("Proposed by %(first)s, confirmed by %(second)s on %(day)s.") % names
    if waiting is None:
        return gettext("A decision takes two officers: one proposes, another confirms.")
    if waiting.proposed_by_id == user.pk:
        return gettext("1 of 2: you proposed this decision. Another officer confirms or returns it; you cannot.")
    return gettext("1 of 2: %(officer)s proposed this decision. It takes effect when a second officer confirms it.") % {
        "officer": colleague(waiting.proposed_by)
    }
