from datetime import timedelta

from django.db.models import F, Q

from patents.models import Patent, Question
from patents.services.payments import recomputed_paid_through
from portal import clock
from portal.runtime.invariants import invariant


@invariant("patents whose paid-through date is not what their payments make")
def paid_through_differs() -> int:
    issued = Patent.objects.exclude(issued_on=None).prefetch_related("payments")
    return sum(patent.paid_through != recomputed_paid_through(patent) for patent in issued.iterator(chunk_size=500))


@invariant("patents valid longer than twelve months")
def too_long() -> int:
    return Patent.objects.filter(Q(paid_through__gt=F("expires_on"))).count()


@invariant("patents without a granted case")
def without_decision() -> int:
    return Patent.objects.exclude(case__status="granted").count()


@invariant("questions of the public check kept longer than they may be")
def questions_kept_too_long() -> int:
    return Question.objects.filter(keep_until__lt=clock.today() - timedelta(days=1)).count()


__all__ = ["paid_through_differs", "questions_kept_too_long", "too_long", "without_decision"]
