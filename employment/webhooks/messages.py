"""Owners hear when the machine switched one of their addresses off."""

from collections.abc import Iterable

from django.urls import reverse

from employment.membership import owners_of
from employment.webhooks.events import EndpointStoppedFailing
from employment.webhooks.models import Endpoint
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


@announces(EndpointStoppedFailing)
def endpoint_stopped(event: Event) -> Iterable[Notice]:
    endpoint = Endpoint.objects.select_related("organisation").get(pk=event.subject_id)
    facts = {"endpoint": endpoint, "organisation": endpoint.organisation, "gone": event.payload["cause"] == "gone"}
    url = reverse("webhooks:endpoint", args=[endpoint.organisation.number, endpoint.reference])
    for user_id in owners_of(endpoint.organisation_id):
        yield Notice(user_id, "employment/webhooks/messages/stopped", facts, url)
