from django.utils.translation import gettext_lazy as _

from portal.errors import WrongState


class NoLongerActs(WrongState):
    code = "no_longer_acts"
    message = _("This person does not act for the child any more.")


class NothingToEnd(WrongState):
    code = "nothing_to_end"
    message = _("There is nothing to end any more: the child has turned 18, or officers have ended it already. Return the proposal.")


class RemovalOpen(WrongState):
    code = "removal_open"
    message = _("A proposal to end it waits for a second officer already.")


class RemovalGone(WrongState):
    code = "removal_gone"
    message = _("This proposal was confirmed or returned meanwhile.")
