"""Why somebody cannot be checked in, called or finished."""

from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class UnknownNumber(RuleViolation):
    code = "unknown_appointment_number"
    message = _("There is no appointment with this number. Look at the number again, or give a ticket without an appointment.")


class OtherOffice(RuleViolation):
    code = "appointment_at_another_office"
    message = _("This appointment is at another office: %(office)s.")


class OtherDay(RuleViolation):
    code = "appointment_on_another_day"
    message = _("This appointment is on another day: %(day)s.")


class TooEarly(RuleViolation):
    code = "too_early_to_check_in"
    message = _("This appointment is at %(time)s. Check-in opens an hour before.")


class TooLateToCheckIn(RuleViolation):
    code = "too_late_to_check_in"
    message = _("This appointment was at %(time)s, more than an hour ago. A ticket without an appointment can be given.")


class AppointmentGone(WrongState):
    code = "appointment_gone"
    message = _("This appointment cannot be checked in: it is “%(state)s”.")


class IdentityNotConfirmed(RuleViolation):
    code = "identity_not_confirmed"
    message = _("Compare the name with the passport first, and say that it is this person.")


class ServiceNotHere(RuleViolation):
    code = "service_not_here"
    message = _("This office does not offer this service.")


class TicketGivenAlready(WrongState):
    code = "ticket_given_already"
    message = _("This form has given the ticket %(ticket)s already, at %(time)s. If somebody else came since, press once more.")


class DeskBusy(WrongState):
    code = "desk_busy"
    message = _("Finish the visit at this desk first.")


class DeskClosed(WrongState):
    code = "desk_closed"
    message = _("This desk is not in use. Choose another one.")


class NobodyWaits(WrongState):
    code = "nobody_waits"
    message = _("Nobody is waiting for this desk.")


class VisitMoved(WrongState):
    code = "visit_moved"
    message = _("This cannot be done any more: the visit is now “%(state)s”.")


class AnotherDesk(NotAllowed):
    code = "visit_at_another_desk"
    message = _("This visit is with another officer.")


class TooSoonToMiss(RuleViolation):
    code = "too_soon_to_miss"
    message = _("People have %(minutes)d minutes to come to the desk. Call once more and wait a little.")


class CloseToYou(NotAllowed):
    code = "visit_of_somebody_close"
    message = _("You cannot confirm a visit of your own or of your child. Send it back for a colleague.")


class DayAnsweredAlready(WrongState):
    code = "day_answered_already"
    message = _("Somebody has answered this already. The list below is as it is now.")


class NotMissedAnyMore(WrongState):
    code = "not_missed_any_more"
    message = _("This appointment is not marked as missed any more.")
