"""Why a signature is not accepted. A check starts from "not valid" and ends in one of these or in the signed content."""

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class NotAccepted(RuleViolation):
    """The signed message cannot be relied on; `code` names the cause."""

    code = "not_accepted"


class Unreadable(NotAccepted):
    code = "unreadable"
    message = _("This is not a signed message of the portal.")


class ForeignKey(NotAccepted):
    code = "foreign_key"
    message = _("This was not signed with a key of the portal.")


class WithdrawnKey(NotAccepted):
    code = "withdrawn_key"
    message = _("The key that signed this has been withdrawn. Signatures made with it are not accepted.")


class Tampered(NotAccepted):
    code = "tampered"
    message = _("The signature does not fit the content: it has been changed.")


class KeyIsWithdrawn(WrongState):
    code = "key_is_withdrawn"
    message = _("This key has been withdrawn already.")


class UnknownKey(RuleViolation):
    code = "unknown_key"
    message = _("There is no such key.")
