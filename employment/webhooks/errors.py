from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class AddressRefused(RuleViolation):
    code = "webhook_address_refused"
    message = _("This address cannot be used.")


class TooManyEndpoints(RuleViolation):
    code = "too_many_webhook_endpoints"
    message = _("An organisation may have at most %(limit)d addresses. Remove one first.")


class EndpointStopped(WrongState):
    code = "webhook_endpoint_stopped"
    message = _("This address is switched off. Switch it on first.")


class EndpointGone(WrongState):
    code = "webhook_endpoint_gone"
    message = _("This address has been removed.")


class DeliveryNotFinal(WrongState):
    code = "webhook_delivery_not_final"
    message = _("This notice has arrived or is still being sent.")


__all__ = ["AddressRefused", "DeliveryNotFinal", "EndpointGone", "EndpointStopped", "TooManyEndpoints"]
