from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class PatentNotPayable(WrongState):
    code = "patent_not_payable"
    message = _("This patent cannot be paid any more.")


class PaymentMismatch(RuleViolation):
    """The sum does not buy whole months, or the same payment came with another sum."""

    code = "payment_mismatch"
    message = _("The amount does not match what is due.")
