from datetime import timedelta

from django.db.models import F

from employment.watch.models import Watch
from portal import clock
from portal.runtime.invariants import invariant


@invariant("watches that are a day late to be looked at")
def late_watches() -> int:
    return Watch.objects.filter(status=Watch.Status.ACTIVE, look_at__lt=clock.now() - timedelta(days=1)).count()


@invariant("watches of another employer or person than their consent")
def watch_of_another_consent() -> int:
    return Watch.objects.exclude(organisation=F("consent__organisation"), person=F("consent__person")).count()


__all__ = ["late_watches", "watch_of_another_consent"]
