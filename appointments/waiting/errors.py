"""Why somebody cannot wait, or cannot have the offered time."""

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class WaitsAlready(WrongState):
    code = "waits_already"
    message = _("This person is in the line for this already. Leave it first if you want other days or offices.")


class TimesAreFree(WrongState):
    code = "times_are_free"
    message = _("There are free times on these days already. Book one, or move your appointment there: nobody has to wait.")


class DaysImpossible(RuleViolation):
    code = "waiting_days_impossible"
    message = _("Choose days from today on, the last one at most %(days)d days ahead, and not before the first.")


class NowhereToWait(RuleViolation):
    code = "nowhere_to_wait"
    message = _("This office does not take appointments for this now.")


class OfferOver(WrongState):
    code = "offer_over"
    message = _("This time is not offered to you any more. Where you stand now says the page of your place in the line.")


class EntryClosed(WrongState):
    code = "entry_closed"
    message = _("You are not in this line any more.")
