"""Addresses: added, switched, removed; secrets replaced with a day in which both sign."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from employment.models import Organisation
from employment.webhooks.address import target_of
from employment.webhooks.errors import AddressRefused, EndpointGone, TooManyEndpoints
from employment.webhooks.events import EndpointAdded, EndpointSecretReplaced, EndpointSwitched
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.signing import new_secret
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit

MOST_ENDPOINTS: Final = 5
OVERLAP: Final = timedelta(hours=24)


@transaction.atomic
def add_endpoint(*, organisation_id: int, url: str, actor: Actor) -> tuple[Endpoint, str]:
    """The new address and its secret, which is shown this once. Raises `AddressRefused`, `TooManyEndpoints`."""
    Organisation.objects.select_for_update().get(pk=organisation_id)
    target_of(url)
    kept = Endpoint.objects.filter(organisation_id=organisation_id).exclude(state=Endpoint.State.REMOVED)
    if kept.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(limit=MOST_ENDPOINTS)
    if kept.filter(url=url).exists():
        raise AddressRefused(_("This address is on the list already."))
    secret = new_secret()
    endpoint = Endpoint.objects.create(organisation_id=organisation_id, url=url, secret=secret, created_by_id=actor.human_id)
    emit(EndpointAdded(endpoint_id=endpoint.pk, organisation_id=organisation_id), actor=actor)
    return endpoint, secret


@transaction.atomic
def replace_secret(*, endpoint_id: int, actor: Actor) -> tuple[Endpoint, str]:
    """A new secret, shown this once; the old one goes on signing beside it for a day. An older one ends at once.

    Raises `EndpointGone`."""
    endpoint = _lock(endpoint_id)
    secret = new_secret()
    endpoint.previous_secret, endpoint.previous_until = endpoint.secret, clock.now() + OVERLAP
    endpoint.secret = secret
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    emit(EndpointSecretReplaced(endpoint_id=endpoint.pk, organisation_id=endpoint.organisation_id), actor=actor)
    return endpoint, secret


@transaction.atomic
def switch_on(*, endpoint_id: int, actor: Actor) -> Endpoint:
    """Notices go there again from now on; what failed meanwhile is sent again one by one, on request.

    Raises `EndpointGone`."""
    return _switch(_lock(endpoint_id), Endpoint.State.ON, actor)


@transaction.atomic
def switch_off(*, endpoint_id: int, actor: Actor) -> Endpoint:
    """No more notices; what was waiting ends as not delivered. Raises `EndpointGone`."""
    return _switch(_lock(endpoint_id), Endpoint.State.OFF, actor)


@transaction.atomic
def remove_endpoint(*, endpoint_id: int, actor: Actor) -> Endpoint:
    """The address leaves the list for good and its secrets are wiped; what was told stays on record. Twice is once."""
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint_id)
    if endpoint.state == Endpoint.State.REMOVED:
        return endpoint
    endpoint.secret, endpoint.previous_secret, endpoint.previous_until = "", "", None
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    return _switch(endpoint, Endpoint.State.REMOVED, actor)


def _lock(endpoint_id: int) -> Endpoint:
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint_id)
    if endpoint.state == Endpoint.State.REMOVED:
        raise EndpointGone  # by a colleague, or by a second press, since the page was shown
    return endpoint


def _switch(endpoint: Endpoint, state: str, actor: Actor) -> Endpoint:
    if endpoint.state == state:
        return endpoint
    endpoint.state, endpoint.failing_since, endpoint.quiet_until = state, None, None
    endpoint.save(update_fields=["state", "failing_since", "quiet_until"])
    if state != Endpoint.State.ON:
        end_waiting(endpoint)
    emit(EndpointSwitched(endpoint_id=endpoint.pk, organisation_id=endpoint.organisation_id, state=state), actor=actor)
    return endpoint


def end_waiting(endpoint: Endpoint) -> None:
    """What waits for an address that is off ends in sight. An attempt under way ends by itself (`attempts.record`)."""
    waiting = endpoint.deliveries.filter(status=WebhookDelivery.Status.WAITING)
    waiting.update(status=WebhookDelivery.Status.FAILED, last_error="switched_off", finished_at=clock.now())


__all__ = ["MOST_ENDPOINTS", "OVERLAP", "add_endpoint", "end_waiting", "remove_endpoint", "replace_secret", "switch_off", "switch_on"]
