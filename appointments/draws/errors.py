"""Why a draw or a request cannot be made."""

from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class NotDrawnHere(RuleViolation):
    code = "not_drawn_here"
    message = _("New times for this are not given by lot at this office.")


class DrawTimesImpossible(RuleViolation):
    code = "draw_times_impossible"
    message = _("Requests begin in the future and are taken for 24 hours at least; the last day is not before the first.")


class DaysOpenTooSoon(RuleViolation):
    code = "days_open_too_soon"
    message = _(
        "Times of these days open to everybody on %(day)s at %(time)s. The draw must be over before: choose later days or earlier requests."
    )


class DaysOpenAlready(RuleViolation):
    code = "days_open_already"
    message = _(
        "Times of these days have been open to everybody since %(day)s, %(time)s: they cannot be drawn any more. Choose later days."
    )


class DaysTooFar(RuleViolation):
    code = "days_too_far"
    message = _("When requests end, times are made through %(day)s only. Choose an earlier last day, or later requests.")


class DaysDrawnAlready(WrongState):
    code = "days_drawn_already"
    message = _("Another draw covers some of these days.")


class OfAnotherOffice(NotAllowed):
    code = "draw_of_another_office"
    message = _("Only a supervisor of the office does this.")


class RequestsClosed(WrongState):
    code = "requests_closed"
    message = _("Requests are not taken now.")


class RequestedAlready(WrongState):
    code = "requested_already"
    message = _("There is a request for this person and service already. Withdraw it first if you want other days.")


class DaysOutside(RuleViolation):
    code = "days_outside_the_draw"
    message = _("Choose one day of the draw at least.")


class DrawMoved(WrongState):
    code = "draw_moved"
    message = _("The draw has gone on since you opened the page.")
