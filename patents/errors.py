from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class PatentNotPayable(WrongState):
    code = "patent_not_payable"
    message = _("This patent cannot be paid any more.")


class PaymentMismatch(RuleViolation):
    """The sum does not buy whole months, or the same payment came with another sum."""

    code = "payment_mismatch"
    message = _("The amount does not match what is due.")


class NothingDue(WrongState):
    """The law asks for no money for this on this day."""

    code = "nothing_due"
    message = _("There is nothing to pay for this.")


class NotMatched(WrongState):
    """A payment that counts for a patent already, or for none, cannot be matched or moved back again."""

    code = "payment_not_matched"
    message = _("This payment has been matched or moved back by somebody else meanwhile. Look at it again.")
