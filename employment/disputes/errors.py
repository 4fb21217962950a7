from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class DisputeMoved(WrongState):
    code = "dispute_moved"
    message = _("This is not possible now: the dispute is “%(status)s”.")


class DisputePending(WrongState):
    code = "dispute_pending"
    message = _("This answer is being looked at already. You get a message when it is decided.")


class NoOffice(RuleViolation):
    code = "no_office_for_dispute"
    message = _("No office receives disputes of this region yet.")


class OwnDispute(NotAllowed):
    code = "own_dispute"
    message = _("Nobody decides a dispute about themselves.")


class NotTheHolder(NotAllowed):
    code = "not_the_holder"
    message = _("Another officer has taken this dispute.")


class ReasonMissing(RuleViolation):
    code = "dispute_reason_missing"
    message = _("Say why, and for a wrong answer also what was wrong and which act mends it.")


__all__ = ["DisputeMoved", "DisputePending", "NoOffice", "NotTheHolder", "OwnDispute", "ReasonMissing"]
