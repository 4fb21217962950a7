from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class NothingToTell(WrongState):
    """No full year of this permit waits for a notice: it is early, it was told already, or the permit is over."""

    code = "no_notice_due"
    message = _("No yearly notice is due for this permit now.")


class InPersonOnly(RuleViolation):
    code = "notice_in_person"
    message = _("The notice for this year is given in person: come to the office of your region.")


class CameAnotherDay(RuleViolation):
    code = "came_on_impossible"
    message = _("The holder came on a day after the year was full, and not after today. Compare the day.")
