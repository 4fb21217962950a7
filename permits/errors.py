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


class StayTermUnknown(WrongState):
    """The parent's or the patent's term ended before the decision."""

    code = "stay_term_unknown"
    message = _("The ground does not hold any more, so no last day follows from it. Ask the applicant.")
