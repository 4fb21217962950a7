"""Money arrives. Every payment is counted once, by its external id, and the patent's dates are computed anew."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from patents.errors import PatentNotPayable, PaymentMismatch
from patents.events import PatentIssued, PatentPaid
from patents.models import Patent, Payment
from patents.rules import validity
from patents.selectors import paid_months
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import services as legal


@dataclass(frozen=True)
class Receipt:
    """One transfer as the bank tells it. `paid_on` is the bank's date (Moscow time), not the day it reached us."""

    kind: str
    amount: Decimal
    months: int
    paid_on: date
    source: str
    external_id: str
    parameters: tuple[dict[str, Any], ...] = ()


@transaction.atomic
def record_payment(*, patent_id: int, receipts: list[Receipt], actor: Actor, on: date) -> Patent:
    """Count payments for a patent, and issue it once its fee and first month are paid.

    `on` is the civil date in the patent's region on which the patent would be handed out. A receipt whose
    `external_id` is known is not counted again. Raises `PatentNotPayable`, `PaymentMismatch`."""
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    if patent.status == Patent.Status.ANNULLED:
        raise PatentNotPayable
    added = [payment for payment in (_count_once(patent, receipt) for receipt in receipts) if payment]
    if not added:
        return patent
    _guard_months(patent, on=on)
    if patent.status in Patent.ISSUABLE:
        if _first_payment_is_complete(patent, on=on):
            _issue(patent, actor=actor, on=on)
    else:
        _extend(patent, added, actor=actor)
    return patent


def _guard_receipt(patent: Patent, receipt: Receipt) -> None:
    """A month paid after the last paid day comes too late: the patent has lapsed and is not restored (115-FZ art. 13.3 (5))."""
    if patent.paid_through and receipt.kind == Payment.Kind.TAX_ADVANCE and receipt.paid_on > patent.paid_through:
        raise PatentNotPayable


def _count_once(patent: Patent, receipt: Receipt) -> Payment | None:
    """The new row, or None when this external id was counted before with the same sum."""
    known = Payment.objects.filter(external_id=receipt.external_id).first()
    if known:
        if (known.patent_id, known.amount, known.kind, known.months) != (patent.pk, receipt.amount, receipt.kind, receipt.months):
            raise PaymentMismatch
        return None
    _guard_receipt(patent, receipt)
    payment = Payment(
        patent=patent,
        kind=receipt.kind,
        months=receipt.months,
        amount=receipt.amount,
        paid_on=receipt.paid_on,
        received_at=clock.now(),
        source=receipt.source,
        external_id=receipt.external_id,
        parameters=list(receipt.parameters),
    )
    return _kept(payment)


def _kept(payment: Payment) -> Payment:
    """The stored payment. Constraints refuse a second fee (the bill was out of date) and an external id that arrives for
    another patent at this very moment."""
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError as error:
        raise PaymentMismatch from error
    return payment


def _guard_months(patent: Patent, *, on: date) -> None:
    """No more months than the longest term holds."""
    term = legal.term("patents.longest_term", on=patent.issued_on or on)
    if paid_months(patent) > validity.months_of(term):
        raise PaymentMismatch


def _extend(patent: Patent, added: list[Payment], *, actor: Actor) -> None:
    patent.paid_through = recomputed_paid_through(patent)
    patent.save(update_fields=["paid_through"])
    for payment in added:
        emit(
            PatentPaid(patent_id=patent.pk, person_id=patent.person_id, payment_id=payment.pk, paid_through=patent.paid_through),
            actor=actor,
        )


def _first_payment_is_complete(patent: Patent, *, on: date) -> bool:
    fee_due = legal.money("patents.state_fee", on=on).amount > 0
    fee_paid = not fee_due or patent.payments.filter(kind=Payment.Kind.STATE_FEE).exists()
    return fee_paid and paid_months(patent) >= 1


def _issue(patent: Patent, *, actor: Actor, on: date) -> None:
    """Hand the patent out: its term runs from this day (115-FZ art. 13.3 (5))."""
    patent.issued_on = patent.begins_on = on
    patent.expires_on = validity.expires_on(issued_on=on, term=legal.term("patents.longest_term", on=on)).value
    patent.paid_through = recomputed_paid_through(patent)
    patent.status = Patent.Status.ISSUED
    patent.save(update_fields=["issued_on", "begins_on", "expires_on", "paid_through", "status"])
    emit(
        PatentIssued(
            patent_id=patent.pk, person_id=patent.person_id, issued_on=on, expires_on=patent.expires_on, paid_through=patent.paid_through
        ),
        actor=actor,
    )


def recomputed_paid_through(patent: Patent) -> date:
    """The last valid day, from nothing but the day of issue and the payments."""
    assert patent.issued_on is not None  # an issued patent has its dates: a constraint
    assert patent.expires_on is not None
    through = validity.paid_through(issued_on=patent.issued_on, paid_months=paid_months(patent)).value
    return min(through, patent.expires_on)
