from django.utils.translation import gettext_lazy as _

from portal.errors import WrongState


class NotIssued(WrongState):
    code = "patent_not_issued"
    message = _("There is nothing to show yet: the patent has not been issued.")


class NoLongerShown(WrongState):
    code = "patent_annulled"
    message = _("The patent has been annulled. There is no code for it any more.")
