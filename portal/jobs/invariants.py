from datetime import timedelta

from portal import clock
from portal.jobs.models import Job
from portal.runtime.invariants import invariant


@invariant("long work that is open and has not moved for an hour")
def jobs_stuck() -> int:
    return Job.objects.filter(state__in=Job.OPEN, next_attempt_at__lt=clock.now() - timedelta(hours=1)).count()


__all__ = ["jobs_stuck"]
