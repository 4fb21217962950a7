from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class NoSuchDuty(WrongState):
    """It is over, was done already, or its doing is not the person's to tell."""

    code = "no_such_duty"
    message = _("This duty is not in your list any more. Look at the page again.")


class ContractNotPossible(RuleViolation):
    code = "contract_not_possible"
    message = _("The first day of work must be in a lifetime and not more than a year ahead. Compare it with the contract.")


class ContractEndsBeforeItBegins(RuleViolation):
    code = "contract_ends_before_it_begins"
    message = _("The contract cannot end before it begins. Compare both dates with the contract.")


class UnknownReminderDays(RuleViolation):
    code = "unknown_reminder_days"
    message = _("Choose from the days that are offered.")
