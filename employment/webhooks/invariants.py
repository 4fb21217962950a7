from datetime import timedelta

from employment.webhooks.models import Endpoint, WebhookDelivery
from portal import clock
from portal.runtime.invariants import invariant


@invariant("signed notices to employers that are due for an hour at a healthy address")
def webhooks_stuck() -> int:
    waiting = WebhookDelivery.objects.filter(status__in=WebhookDelivery.OPEN, next_attempt_at__lt=clock.now() - timedelta(hours=1))
    return waiting.filter(endpoint__state=Endpoint.State.ON, endpoint__failing_since__isnull=True).count()


__all__ = ["webhooks_stuck"]
