"""What stands in the way of every procedure about a patent that a person holds."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason
from portal.legal.wording import said


def not_held() -> Reason:
    """The person holds no such patent: the same answer for another person's patent and for one that never existed."""
    return Reason(
        "not_held",
        True,
        _("You hold no patent that this application could be about"),
        _("This application is for people who have a work patent that was issued to them and is in force."),
        _("If you have no patent, apply for one. If your patent was issued outside this portal, ask the office that issued it."),
        _("Federal Law 115-FZ, art. 13.3"),
    )


def not_in_force(*, on: date) -> Reason:
    return Reason(
        "not_in_force",
        True,
        _("Your patent is not in force"),
        said(gettext_noop("On %(day)s your patent is not valid: it has ended, was annulled or was never issued."), day=on),
        _("A patent that has ended is not restored. You may not work now. To work again, apply for a new patent."),
        _("Federal Law 115-FZ, art. 13.3, para. 5"),
    )


def reprint_waits() -> Reason:
    return Reason(
        "reprint_waits",
        True,
        _("A new sheet of this patent waits for its fee"),
        _("An earlier application for a new sheet of this patent was granted. That sheet is in force once its fee is paid."),
        _("Pay that fee on the page of the patent, then come back if something else has to be changed."),
        _("MVD order 695 of 5 October 2020"),
    )


def data_change_late(*, last: date) -> Reason:
    """A warning: the application is taken all the same."""
    return Reason(
        "data_change_late",
        False,
        _("The days to tell about the change are over"),
        said(gettext_noop("The last day to apply was %(day)s. The application is taken all the same."), day=last),
        _("Go on. If you could not apply in time, tell the officer why when you are asked."),
        _("Federal Law 115-FZ, art. 13.3"),
    )
