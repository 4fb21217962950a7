"""Before a patent is called lapsed: is there money in the queue that may be its own?"""

from datetime import date, timedelta
from typing import Final

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from patents import claims, queue
from patents.models import Patent, Payment, Rescue
from patents.rules import matching

NEAR: Final = 5  # days before the last paid day from which the queue is searched for the patent's money


def may_be_saved_by(patent: Patent) -> list[int]:
    """Payments in the queue that were made in time and look like this person's, best first.

    Not those that an officer moved back from this very patent: about them it is decided."""
    if not can_be_saved(patent):
        return []
    assert patent.valid_through is not None  # what can be saved has its last valid day
    claim = claims.claim(patent, on=patent.valid_through)
    waiting = queue.could_be_of(claim).filter(paid_on__lte=patent.valid_through).exclude(allocations__patent=patent)
    return queue.plausible(claim, waiting)


def patents_that_it_may_save(payment: Payment, *, until: date) -> list[Patent]:
    """Patents whose paid days are over or end by `until`, in time for which this payment was made and whose it may be."""
    facts = claims.facts_of(payment)
    ending = payable().filter(valid_through__range=(payment.paid_on, until)).exclude(allocations__payment=payment)
    found = {patent.pk: patent for patent in claims.hinted(facts, ending)}
    scores = matching.ranked(facts, claims.claims_of(found.values(), on=payment.paid_on))
    return [found[score.patent_id] for score in scores if score.points >= matching.PLAUSIBLE]


def payable() -> QuerySet[Patent]:
    """Patents in whose twelve months there is a month left to pay."""
    return Patent.objects.filter(status=Patent.Status.ISSUED, paid_through__lt=F("expires_on"))


def can_be_saved(patent: Patent) -> bool:
    """The same of one patent."""
    through, last = patent.paid_through, patent.expires_on
    return patent.status == Patent.Status.ISSUED and through is not None and last is not None and through < last


def is_near(patent: Patent, *, today: date) -> bool:
    """`today` is the civil date in the patent's region."""
    return can_be_saved(patent) and patent.valid_through is not None and patent.valid_through - today <= timedelta(days=NEAR)


def most_urgent(patents: QuerySet[Patent]) -> Subquery:
    """For a payment: the earliest last paid day among these patents that it may save; None where it may save none."""
    asked = Rescue.objects.filter(payment=OuterRef("pk"), patent__in=patents, paid_through=F("patent__valid_through"))
    open_ones = asked.filter(Q(patent__status=Patent.Status.ISSUED)).order_by().values("payment")
    return Subquery(open_ones.annotate(first=Min("paid_through")).values("first"))


def asked_about(patent: Patent) -> bool:
    """Whether money still waits of which the officers were asked for the present last paid day."""
    if patent.valid_through is None:
        return False
    return Rescue.objects.filter(patent=patent, paid_through=patent.valid_through, payment__in=queue.waiting()).exists()
