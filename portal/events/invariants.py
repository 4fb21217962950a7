from datetime import timedelta

from portal import clock
from portal.events.models import Delivery
from portal.runtime.invariants import invariant


@invariant("events undelivered for more than an hour after they were due, or parked")
def events_late() -> int:
    """Each failure makes an event due again within ten minutes at most, and news of a million is due in its turn (`bulk`)."""
    late = Delivery.objects.filter(status=Delivery.Status.PENDING, next_attempt_at__lt=clock.now() - timedelta(hours=1))
    return late.count() + Delivery.objects.filter(status=Delivery.Status.PARKED).count()
