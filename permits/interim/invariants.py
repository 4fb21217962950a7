from datetime import timedelta

from django.db.models import Exists, OuterRef

from cases.models import Case
from permits.interim.models import InterimCertificate, InterimTerm
from portal import clock
from portal.runtime.invariants import invariant


@invariant("interim certificates of applications that wait, without a code for today")
def without_a_code() -> int:
    """The day before yesterday is over in every zone."""
    current = InterimTerm.objects.filter(certificate=OuterRef("pk"), valid_until__gte=clock.today() - timedelta(days=1))
    return InterimCertificate.objects.filter(ended_at=None, case__status__in=Case.OPEN).filter(~Exists(current)).count()


@invariant("interim certificates that ended without a decision")
def ended_by_nothing() -> int:
    return InterimCertificate.objects.exclude(ended_at=None).filter(case__status__in=Case.OPEN).count()


@invariant("interim certificates that outlive the decision")
def outlive_the_decision() -> int:
    """The event travels for a moment; an hour is none."""
    closed = InterimCertificate.objects.filter(ended_at=None, case__status__in=Case.FINAL)
    return closed.filter(case__closed_at__lt=clock.now() - timedelta(hours=1)).count()


__all__ = ["ended_by_nothing", "outlive_the_decision", "without_a_code"]
