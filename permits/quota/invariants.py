from django.db.models import Count, F, Q

from permits.quota.models import Quota, QuotaPlace
from portal.runtime.invariants import invariant


@invariant("quotas whose counts are not those of their places")
def counts_differ() -> int:
    counted = Quota.objects.annotate(
        waiting=Count("held", filter=Q(held__state="reserved")), granted=Count("held", filter=Q(held__state="used"))
    )
    return counted.exclude(waiting=F("reserved"), granted=F("used")).count()


@invariant("places of a quota that do not fit the state of their application")
def places_do_not_fit() -> int:
    waits = Q(state="reserved") & Q(case__status__in=["submitted", "in_review", "info_requested", "proposed"])
    fits = waits | Q(state="used", case__status="granted") | Q(state="released", case__status__in=["refused", "withdrawn"])
    return QuotaPlace.objects.exclude(fits).count()


__all__ = ["counts_differ", "places_do_not_fit"]
