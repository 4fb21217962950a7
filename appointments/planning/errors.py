"""Why a plan cannot be so. `field` is the one on the form where it is said."""

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation


class PlanRefused(RuleViolation):
    field = ""


class HoursOverlap(PlanRefused):
    code, field = "hours_overlap", "starts"
    message = _("This desk has other hours at that time: %(weekday)s, %(starts)s to %(ends)s.")


class HoursUpsideDown(PlanRefused):
    code, field = "hours_upside_down", "ends"
    message = _("The end lies before the beginning.")


class BreakOutside(PlanRefused):
    code, field = "break_outside", "break_starts"
    message = _("The break must lie inside the hours, with its beginning before its end.")


class DaysUpsideDown(PlanRefused):
    code, field = "days_upside_down", "last_day"
    message = _("The last day lies before the first.")


class ValidityUpsideDown(DaysUpsideDown):
    field = "valid_until"


class SharesTooLarge(PlanRefused):
    code, field = "shares_too_large", "urgent_percent"
    message = _("The two shares together are more than all places.")


class LeadBeyondHorizon(PlanRefused):
    code, field = "lead_beyond_horizon", "lead_hours"
    message = _("Nobody could book: a day opens %(days)s days ahead, and by then it is too late for visits booked %(hours)s hours ahead.")


class OfAnotherOffice(PlanRefused):
    code = "of_another_office"
    message = _("The desk and the service belong to different offices.")


class OpenDayNeedsHours(PlanRefused):
    code, field = "open_day_needs_hours", "as_weekday"
    message = _("Say with the hours of which weekday the office works.")


class DeskKnown(PlanRefused):
    code, field = "desk_known", "name"
    message = _("There is a desk with this name already.")


class ServiceHereAlready(PlanRefused):
    code, field = "service_here_already", "service"
    message = _("This office offers this service already.")


class UnknownZone(PlanRefused):
    code, field = "unknown_zone", "zone"
    message = _("There is no such time zone.")


class ServiceCodeKnown(PlanRefused):
    code, field = "service_code_known", "code"
    message = _("There is a service with this code already.")


class ReceptionOpenAlready(PlanRefused):
    code = "reception_open_already"
    message = _("This office receives people already.")
