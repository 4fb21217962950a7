from datetime import timedelta

from portal import clock
from portal.events.models import Delivery
from portal.runtime.invariants import invariant


@invariant("events undelivered for more than an hour, or parked")
def events_late() -> int:
    late = Delivery.objects.filter(status=Delivery.Status.PENDING, event__occurred_at__lt=clock.now() - timedelta(hours=1))
    return late.count() + Delivery.objects.filter(status=Delivery.Status.PARKED).count()
