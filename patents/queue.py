"""The queue of money that waits for an officer, and the index by which it is searched.

Names in payments are encrypted. The index holds their words as keyed hashes, so that the database finds every payment in which a
name or a number stands and nobody reads a name out of it. Each payment also carries the mark of the key and of the format of numbers
it was indexed with: without it, or with that of others, it is indexed anew (`index_missing`)."""

import hashlib
import hmac
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from patents import claims, formats
from patents.models import Allocation, AwaitedPrice, Comparison, Payment, QueueWord
from patents.rules import matching
from patents.rules.matching import PatentClaim
from patents.rules.number import ISSUED


def waiting() -> QuerySet[Payment]:
    """Money that counts for no patent, without what an officer knows as money that was told before."""
    counts = Allocation.objects.filter(payment=OuterRef("pk"), released_at=None)
    same = Comparison.objects.filter(payment=OuterRef("pk"), released_at=None, same_as__isnull=False)
    return Payment.objects.filter(~Exists(counts), ~Exists(same))


def could_be_of(claim: PatentClaim) -> QuerySet[Payment]:
    """Waiting payments in which family name, number, holder's INN or a known payer of the patent stands: all others score too little."""
    words = {claim.number, *(_payer(inn) for inn in claim.payers | {claim.holder_inn} if inn)}.union(
        *(matching.words_in(name) for name in claim.family_names)
    )
    told = QueueWord.objects.filter(word__in=[_hashed(word) for word in words])
    return waiting().filter(pk__in=told.values("payment"))


def plausible(claim: PatentClaim, payments: Iterable[Payment]) -> list[int]:
    """Those that look like the money of a patent, best first."""
    scores = [(matching.score(claims.facts_of(payment), claim).points, payment.pk) for payment in payments]
    return [pk for points, pk in sorted(scores, reverse=True) if points >= matching.PLAUSIBLE]


def enter(payment: Payment) -> None:
    """Index a payment that waits from now on. Again, it changes nothing."""
    facts = claims.facts_of(payment)
    words = {_mark()} | matching.words_of(facts) | matching.numbers_of(facts)
    if payment.payer_inn:
        words.add(_payer(payment.payer_inn))
    rows = (QueueWord(payment=payment, word=_hashed(word)) for word in sorted(words))
    QueueWord.objects.bulk_create(rows, ignore_conflicts=True)


def leave(payment: Payment) -> None:
    """The payment counts: it is not searched for any more, and waits for no price."""
    payment.queue_words.all().delete()
    payment.awaited_prices.all().delete()


def await_prices(payment: Payment, regions: Collection[str]) -> None:
    """The machine looks for its patent again once a price of its date is established in one of these regions. Again, it changes nothing."""
    payment.awaited_prices.exclude(region__in=regions).delete()
    rows = (AwaitedPrice(payment=payment, region=region, paid_on=payment.paid_on) for region in sorted(regions))
    AwaitedPrice.objects.bulk_create(rows, ignore_conflicts=True)


def index_missing() -> int:
    """Index what waits and is not indexed with the present key; forget what counts. Returns how many payments were indexed."""
    QueueWord.objects.exclude(payment__in=waiting()).delete()
    return sum(_anew(payment) for payment in not_indexed().iterator(chunk_size=500))


def not_indexed() -> QuerySet[Payment]:
    """What waits and would not be found."""
    marked = QueueWord.objects.filter(payment=OuterRef("pk"), word=_hashed(_mark()))
    return waiting().filter(~Exists(marked))


@transaction.atomic
def _anew(payment: Payment) -> int:
    payment.queue_words.all().delete()
    enter(payment)
    return 1


def _mark() -> str:
    """The word that every payment has which is indexed as numbers are written now."""
    numbers = formats.in_use()
    return "" if numbers == ISSUED else f"{numbers.series}\x1f{numbers.number}"


def _payer(inn: str) -> str:
    return f"inn:{inn}"  # no word of a text looks like this


def _hashed(word: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"patents.queue\x1f{word}".encode(), hashlib.sha256)[:16]
