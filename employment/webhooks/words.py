"""What a notice is called and why it did not arrive, in words for the employer."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employment.webhooks.models import WebhookDelivery

_TYPES: dict[str, Any] = {
    "test": gettext_lazy("Test"),
    "right_to_work.changed": gettext_lazy("A right to work changed"),
    "right_to_work.ending": gettext_lazy("A right to work is about to end"),
    "consent.ended": gettext_lazy("A consent ended"),
    "batch.finished": gettext_lazy("A list of checks is finished"),
    "dispute.decided": gettext_lazy("A dispute is decided"),
}
_PROBLEMS: dict[str, Any] = {
    "name_not_found": gettext_lazy("The name of the server cannot be found."),
    "no_connection": gettext_lazy("The server does not take the connection."),
    "no_answer_in_time": gettext_lazy("The server did not answer within 10 seconds."),
    "certificate_refused": gettext_lazy("The certificate of the server is not valid for its name."),
    "address_refused": gettext_lazy("The name leads into a private network."),
    "switched_off": gettext_lazy("The address was switched off."),
}


def type_name(code: str) -> Any:
    return _TYPES.get(code, code)


def problem(row: WebhookDelivery) -> str:
    """Why the last attempt failed; "" for a notice that arrived or was not tried."""
    if row.status == WebhookDelivery.Status.DELIVERED:
        return ""
    if row.last_error:
        return str(_PROBLEMS.get(row.last_error, row.last_error))
    if row.last_status and 300 <= row.last_status < 400:
        return _("The server answered with a redirect (%(status)d). Redirects are not followed.") % {"status": row.last_status}
    return _("The server answered %(status)d.") % {"status": row.last_status} if row.last_status else ""


__all__ = ["problem", "type_name"]
