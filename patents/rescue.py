"""Before a patent is called lapsed: is there money in the queue that may be its own?"""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from patents import claims
from patents.models import Allocation, Patent, Payment
from patents.rules import matching

MOST = 500  # payments that are read for one patent; names in them are encrypted and cannot be searched by the database


def may_be_saved_by(patent: Patent) -> list[int]:
    """Payments without a patent that were made in time and look like this person's, best first."""
    if patent.paid_through is None:
        return []
    first = patent.paid_through - timedelta(days=matching.DATE_WINDOW)
    counts = Allocation.objects.filter(payment=OuterRef("pk"), released_at=None)
    waiting = Payment.objects.filter(~Exists(counts), paid_on__range=(first, patent.paid_through)).order_by("-pk")[:MOST]
    claim = claims.claim(patent, on=patent.paid_through)
    scores = [(matching.score(claims.facts_of(payment), claim).points, payment.pk) for payment in waiting]
    return [pk for points, pk in sorted(scores, reverse=True) if points >= matching.PLAUSIBLE]
