"""May a payment be one that is known already under another identity? Two identities of one kind say by themselves; a UIP and a
fingerprint, or a line of a file for which an officer answers, cannot be compared: then sum, day and payer raise the question, and an
officer answers it (docs/adr/0006)."""

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from patents.models import Comparison, Payment
from patents.rules.identity import Payer

MOST = 500  # payments of one sum and day that are looked at


def alike(payment: Payment) -> list[Payment]:
    """Payments of the same sum, day and payer of which nothing shows that they are others; the oldest first."""
    if payment.source == Payment.Source.DEMO:
        return []
    found = Payment.objects.filter(amount=payment.amount, paid_on=payment.paid_on).exclude(pk=payment.pk)
    found = found.exclude(source=Payment.Source.DEMO).filter(~Exists(_same()), ~Exists(_another_than(payment)))
    if payment.external_id.startswith("uip:"):
        found = found.exclude(external_id__startswith="uip:")
    if payment.fingerprint:
        found = found.filter(fingerprint=None)
    if payment.payer_inn:
        found = found.filter(Q(payer_inn="") | Q(payer_inn=payment.payer_inn))
    payer = payer_of(payment)
    return [one for one in found.order_by("pk")[:MOST] if payer.may_be(payer_of(one))]


def to_compare(payment: Payment) -> list[Payment]:
    """Those with which an officer must compare it before it counts; none once that is done, or once it has counted."""
    answered = payment.comparisons.filter(released_at=None).exists()
    return [] if answered or payment.allocations.exists() else alike(payment)


def is_told_twice(payment: Payment) -> bool:
    """An officer said that it is another one that is known."""
    return payment.comparisons.filter(released_at=None, same_as__isnull=False).exists()


def payer_of(payment: Payment) -> Payer:
    return Payer(payment.payer_inn, payment.payer_name)


def hold(payment: Payment) -> None:
    """One after another, until the transaction ends, for payments of one payer, sum and day: two doors that tell one of them at the same
    moment would not see each other. Without an INN nothing is held: so few are those that every payment of a day need not wait."""
    if payment.payer_inn:
        _lock(f"{payment.paid_on} {payment.amount:.2f} {payment.payer_inn}")


def hold_alone(payment_id: int) -> None:
    """What is decided of one payment is decided one after another: a payment itself cannot be locked."""
    _lock(f"payment {payment_id}")


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"patents.told_twice: {name}"])


def _same() -> QuerySet[Comparison]:
    return Comparison.objects.filter(payment=OuterRef("pk"), released_at=None, same_as__isnull=False)


def _another_than(payment: Payment) -> QuerySet[Comparison]:
    """Of which an officer said that it is another one, with `payment` before her eyes."""
    known = Comparison.objects.filter(payment=OuterRef("pk"), released_at=None, same_as=None)
    return known.filter(made_at__gte=payment.received_at)


__all__ = ["MOST", "alike", "hold", "hold_alone", "is_told_twice", "payer_of", "to_compare"]
