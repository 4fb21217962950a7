from django.db.models import Exists, F, OuterRef, Q

from patents.models import Annulment, Patent, PatentReprint
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


@invariant("annulled patents without a confirmed annulment, or annulments in force of patents that are not annulled")
def annulled_by_nobody() -> int:
    confirmed = Annulment.objects.filter(patent=OuterRef("pk"), confirmed_at__isnull=False, annulled_on=OuterRef("annulled_on"))
    silent = Patent.objects.filter(status=Patent.Status.ANNULLED).filter(~Exists(confirmed))
    without_effect = Annulment.objects.filter(confirmed_at__isnull=False).exclude(patent__status=Patent.Status.ANNULLED)
    return silent.count() + without_effect.count()


@invariant("annulments that one person made alone, or on request without a granted case")
def annulled_by_one() -> int:
    alone = Annulment.objects.filter(confirmed_by=F("proposed_by"))
    unasked = Annulment.objects.filter(case__isnull=False).exclude(case__status="granted")
    return alone.count() + unasked.count()


@invariant("patents that begin before the one they follow has ended")
def successor_too_early() -> int:
    return Patent.objects.filter(begins_on__lte=F("predecessor__expires_on")).count()


@invariant("new sheets of patents without a granted case")
def reprint_without_decision() -> int:
    return PatentReprint.objects.exclude(case__status="granted").count()


__all__ = [
    "annulled_by_nobody",
    "annulled_by_one",
    "paid_through_differs",
    "reprint_without_decision",
    "successor_too_early",
    "too_long",
    "without_decision",
]
