from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class ConsentNotOpen(WrongState):
    code = "consent_not_open"
    message = _("This consent has ended. Give a new one first.")


class EmployerUnknown(WrongState):
    code = "employer_unknown"
    message = _("No one employer with this INN is known here yet. Allow it once it is registered and has used the code.")


class WatchEndsTooLate(RuleViolation):
    code = "watch_ends_too_late"
    message = _("The last day must lie between today and the last day of the consent, %(last)s.")


__all__ = ["ConsentNotOpen", "EmployerUnknown", "WatchEndsTooLate"]
