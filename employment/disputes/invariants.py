from datetime import timedelta

from employment.disputes.models import Dispute
from portal import clock
from portal.runtime.invariants import invariant


@invariant("disputes past their last day for two days that nobody was told of")
def overdue_and_silent() -> int:
    """Two days: the last day ends at another hour in each zone."""
    late = Dispute.objects.filter(status__in=Dispute.PENDING, overdue_announced_on=None)
    return late.filter(decide_by__lt=clock.today() - timedelta(days=2)).count()


__all__ = ["overdue_and_silent"]
