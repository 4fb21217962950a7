from datetime import timedelta

from django.db.models import Count, Q

from portal import clock
from portal.runtime.invariants import invariant
from portal.signing.certificates import CSCA
from portal.signing.models import RevocationList, SigningKey

OLDEST_LIST = timedelta(days=3)  # signed daily; a portal that was off for a night has a day to catch up


@invariant("purposes whose signing key is not exactly one")
def not_one_signer() -> int:
    signing = Count("pk", filter=Q(state=SigningKey.State.ACTIVE))
    return SigningKey.objects.values("purpose").annotate(signing=signing).exclude(signing=1).count()


@invariant("certified authorities of cards without a list of revoked certificates of these days")
def revocations_overdue() -> int:
    fresh = RevocationList.objects.filter(signed_at__gt=clock.now() - OLDEST_LIST).values("authority")
    certified = SigningKey.objects.filter(purpose=CSCA, state__in=SigningKey.VERIFYING, certificate__isnull=False)
    return certified.filter(active_from__lt=clock.now() - OLDEST_LIST).exclude(pk__in=fresh).count()


__all__ = ["not_one_signer", "revocations_overdue"]
