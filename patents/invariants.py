from django.db.models import F, Q

from patents.models import Patent
from patents.services.recount import recomputed_paid_through
from portal.runtime.invariants import invariant


@invariant("patents whose paid-through date is not what their payments make")
def paid_through_differs() -> int:
    issued = Patent.objects.exclude(issued_on=None)
    return sum(patent.paid_through != recomputed_paid_through(patent) for patent in issued.iterator(chunk_size=500))


@invariant("patents valid longer than twelve months")
def too_long() -> int:
    return Patent.objects.filter(Q(paid_through__gt=F("expires_on"))).count()


@invariant("patents without a granted case")
def without_decision() -> int:
    return Patent.objects.exclude(case__status="granted").count()


__all__ = ["paid_through_differs", "too_long", "without_decision"]
