"""Who may do what to a case. Views, API, admin and templates ask the same predicates; services guard the facts again."""

from typing import Any

from cases.models import Case, Decision
from portal.accounts.models import RoleAssignment
from portal.accounts.selectors import has_role
from profiles.acting import acts_for, close_to

Role = RoleAssignment.Role


def is_applicant(user: Any, case: Case) -> bool:
    """The person whose case it is, or who acts for this child today."""
    return acts_for(user, case.person)


def can_review(user: Any, case: Case) -> bool:
    """An officer or supervisor of the case's office: nobody decides their own case, nor one of their child, grown up or not."""
    if case.office_id is None or not user.is_authenticated or case.person_id in close_to(user):
        return False
    return has_role(user, Role.OFFICER, case.office) or has_role(user, Role.SUPERVISOR, case.office)


def can_take(user: Any, case: Case) -> bool:
    return case.status == Case.Status.SUBMITTED and can_review(user, case)


def holds(user: Any, case: Case) -> bool:
    """The officer who took the case, while it is under review."""
    return case.status == Case.Status.IN_REVIEW and case.assigned_to_id == user.pk and can_review(user, case)


def can_release(user: Any, case: Case) -> bool:
    return holds(user, case) or (
        case.status == Case.Status.IN_REVIEW and has_role(user, Role.SUPERVISOR, case.office) and can_review(user, case)
    )


def can_confirm(user: Any, case: Case, decision: Decision) -> bool:
    """A second person of the office."""
    return case.status == Case.Status.PROPOSED and decision.proposed_by_id != user.pk and can_review(user, case)
