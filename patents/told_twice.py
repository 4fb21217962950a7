"""May a payment be one that is known already under another identity? Two identities of one kind say by themselves; a UIP and a
fingerprint, or a line of a file for which an officer answers, cannot be compared: then sum, day and payer raise the question, and an
officer answers it (docs/adr/0006), unless each names another charge."""

from itertools import islice

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from patents.models import Charge, Comparison, Payment
from patents.rules.identity import Payer, Transfer

MOST = 100  # payments that are shown; all of one sum and day are looked at, for names are ciphertext in the database


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
    if payment.uin and not payment.external_id.startswith("line:"):
        found = found.exclude(_named_another_charge(payment.uin))
    payer = payer_of(payment)
    return list(islice((one for one in found.order_by("pk").iterator(chunk_size=500) if payer.may_be(payer_of(one))), MOST))


def to_compare(payment: Payment) -> list[Payment]:
    """Those with which an officer must compare it before it counts; none once that is done, or once it has counted."""
    answered = payment.comparisons.filter(released_at=None).exists()
    return [] if answered or payment.allocations.exists() else alike(payment)


def is_told_twice(payment: Payment) -> bool:
    """An officer said that it is another one that is known."""
    return payment.comparisons.filter(released_at=None, same_as__isnull=False).exists()


def payer_of(payment: Payment) -> Payer:
    return Payer(payment.payer_inn, payment.payer_name)


def hold(*told: Payment | Transfer) -> None:
    """One after another, until the transaction ends, for payments that may be one: two doors that tell it at the same moment would not see
    each other. Two INN that differ are two payers and need not wait for each other; whoever has none may be any payer of that sum and day.

    Who tells many in one transaction holds all of them first: locks are taken in one order, and before any patent."""
    sums: dict[str, bool] = {}
    payers = set()
    for one in told:
        if one.source != Payment.Source.DEMO:
            money = f"{one.paid_on} {one.amount:.2f}"
            sums[money] = sums.get(money, False) or not one.payer_inn
            if one.payer_inn:
                payers.add(f"{money} {one.payer_inn}")
    for money, is_alone in sorted(sums.items()):
        _lock(money, alone=is_alone)
    for payer in sorted(payers):
        _lock(payer)


def hold_alone(payment_id: int) -> None:
    """What is decided of one payment is decided one after another: a payment itself cannot be locked."""
    _lock(f"payment {payment_id}")


def _lock(name: str, *, alone: bool = True) -> None:
    take = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {take}(hashtext(%s))", [f"patents.told_twice: {name}"])


def _named_another_charge(uin: str) -> Q:
    """Each has the number of another charge of ours: the payer writes it into the order, and both doors tell that order. Not where an
    officer typed it."""
    ours, theirs = Charge.objects.filter(uin=uin), Charge.objects.filter(uin=OuterRef("uin"))
    return ~Q(uin=uin) & ~Q(external_id__startswith="line:") & Q(Exists(ours)) & Q(Exists(theirs))


def _same() -> QuerySet[Comparison]:
    return Comparison.objects.filter(payment=OuterRef("pk"), released_at=None, same_as__isnull=False)


def _another_than(payment: Payment) -> QuerySet[Comparison]:
    """Of which an officer said that it is another one, with `payment` before her eyes."""
    known = Comparison.objects.filter(payment=OuterRef("pk"), released_at=None, same_as=None)
    return known.filter(made_at__gte=payment.received_at)


__all__ = ["MOST", "alike", "hold", "hold_alone", "is_told_twice", "payer_of", "to_compare"]
