from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class PermitNotInForce(WrongState):
    """It was replaced, annulled or ended already."""

    code = "permit_not_in_force"
    message = _("This cannot be done: the permit is not in force any more.")


class PermitEndsBeforeItsIssue(RuleViolation):
    code = "permit_ends_before_its_issue"
    message = _("The last day of the document is before the day it was issued.")


class PermitAlreadyEntered(RuleViolation):
    code = "permit_already_entered"
    message = _("A document of this kind with this series and number is here already.")


class ParentHasNoPermit(WrongState):
    """The child's permit is given for the term of a parent's, and there is none on the day of the decision."""

    code = "parent_has_no_permit"
    message = _(
        "No parent who acts for the child has a temporary residence permit in force. Decide the parent’s application first; if it is "
        "refused, the child’s ground is not shown."
    )


class ChildIsOfAge(WrongState):
    """The ground is one for children, and the birthday came before the decision."""

    code = "child_is_of_age"
    message = _(
        "The applicant has come of age, and this ground is for children. Whether it still holds when the birthday came before the decision "
        "is in no act that the portal knows, so nothing is granted on it here. Tell the applicant, who may apply on another ground, before "
        "you propose a refusal."
    )


class OutlastsParent(RuleViolation):
    code = "outlasts_parent"
    message = _("A child’s permit that is given for the term of a parent’s does not end after it.")


class StayTermUnknown(WrongState):
    """The parent's or the patent's term ended before the decision."""

    code = "stay_term_unknown"
    message = _("The ground does not hold any more, so no last day follows from it. Ask the applicant.")
