"""Money arrives, is counted once, and finds its patent; what does not find it waits for an officer. Nothing is dropped.

A payment is a fact that the portal may not lock; that it counts once is the promise of a unique row. Locks are taken in one order:
the allocation that is released, then the patent. The patent's leaves its key free, so that a row which only points to it (an officer
is asked about it) waits for nobody and closes no circle."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction

from patents import claims, queue, told_twice
from patents.errors import CompareFirst, NothingDue, NotMatched, PatentNotPayable, PaymentMismatch
from patents.events import PaymentCompared, PaymentMoved, PaymentUnmatched
from patents.models import Allocation, Charge, Comparison, Patent, Payment, Purpose, RefusedTwin
from patents.rules.identity import Transfer, external_id, fingerprint
from patents.rules.matching import Sure
from patents.selectors import civil_today
from patents.services.charges import in_force, open_charge
from patents.services.recount import fee_is_paid, recount
from patents.services.rescues import ask_if_near, wait_in_queue
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit


class Outcome(StrEnum):
    COUNTED = "counted"  # new, and its patent is known
    UNMATCHED = "unmatched"  # new, an officer is asked
    KNOWN = "known"  # told before: nothing changed
    TWIN = "twin"  # told before with another sum: refused and shown to an officer


@dataclass(frozen=True)
class Receipt:
    """One transfer whose patent and purpose are known at the door."""

    kind: str
    amount: Decimal
    months: int
    paid_on: date
    source: str
    external_id: str
    parameters: tuple[dict[str, Any], ...] = ()


@transaction.atomic
def receive_transfer(*, transfer: Transfer, actor: Actor, is_compared: bool = False) -> Outcome:
    """Keep a transfer and count it for the patent it names; one that may be known under another identity waits for an officer, unless she
    compared it before it came (`is_compared`). Raises `ValueError` for one that nothing identifies."""
    payment, outcome = _kept(transfer)
    if outcome is not Outcome.COUNTED:
        return outcome
    if told_twice.alike(payment):
        if not is_compared:
            return _asked(payment, actor)
        Comparison.objects.create(payment=payment, made_by_id=actor.human_id, made_at=clock.now())
        emit(PaymentCompared(payment_id=payment.pk, same_as=None), actor=actor)
    charge = Charge.objects.filter(uin=payment.uin).first() if payment.uin else None
    found = Sure(charge.patent_id, charge.purpose) if charge else claims.certain(payment)
    if found is None:
        queue.await_prices(payment, claims.unpriced_regions(payment))
        return _asked(payment, actor)
    _count(payment, found, charge, actor)
    return Outcome.COUNTED


@transaction.atomic
def look_again(*, payment_id: int) -> None:
    """A price has come for which a waiting payment may have been kept from its patent: ask what was asked when it arrived. Twice, and two
    at once, change nothing; nor what an officer has decided meanwhile."""
    told_twice.hold_alone(payment_id)
    payment = queue.waiting().filter(pk=payment_id, awaited_prices__isnull=False).first()
    if payment is None:
        return
    if payment.allocations.exists() or any(one.pk < payment.pk for one in told_twice.to_compare(payment)):
        queue.await_prices(payment, ())
        return
    found = claims.certain(payment)
    if found is None:
        queue.await_prices(payment, claims.unpriced_regions(payment))
        wait_in_queue(payment)  # its sum may be what is due now
        return
    _count(payment, found, None, SYSTEM)
    queue.leave(payment)


def _count(payment: Payment, found: Sure, charge: Charge | None, actor: Actor) -> None:
    patent = _locked(found.patent_id)
    if charge is None:
        _ask_fee(patent, found.purpose, payment, actor)
    _allocate(payment, patent, charge, purpose=found.purpose, why="uin" if charge else "payer", actor=actor)
    recount(patent, actor=actor, on=civil_today(patent))


def _asked(payment: Payment, actor: Actor) -> Outcome:
    wait_in_queue(payment)
    emit(PaymentUnmatched(payment_id=payment.pk), actor=actor)
    return Outcome.UNMATCHED


@transaction.atomic
def record_payment(*, patent_id: int, receipts: list[Receipt], actor: Actor, on: date) -> Patent:
    """Count transfers whose patent is known. `on` is the civil date in the patent's region. A transfer that is known changes nothing.

    Raises `PatentNotPayable` (annulled) and `PaymentMismatch` (the same transfer with another sum, or for another patent)."""
    patent = _locked(patent_id)
    if patent.status == Patent.Status.ANNULLED:
        raise PatentNotPayable
    added = [_count_once(patent, receipt, actor) for receipt in receipts]
    if any(added):
        recount(patent, actor=actor, on=on)
    return patent


@transaction.atomic
def match_payment(*, payment_id: int, patent_id: int, purpose: str, actor: Actor) -> Patent:
    """An officer says for which patent a payment counts. Raises `NotMatched` when it counts already or was told before, and
    `CompareFirst` when it may have been and nobody compared it."""
    told_twice.hold_alone(payment_id)
    payment = Payment.objects.get(pk=payment_id)
    if payment.allocations.filter(released_at=None).exists() or told_twice.is_told_twice(payment):
        raise NotMatched
    if told_twice.to_compare(payment):
        raise CompareFirst
    patent = _locked(patent_id)
    _ask_fee(patent, purpose, payment, actor)
    try:
        with transaction.atomic():
            _allocate(payment, patent, None, purpose=purpose, why="officer", actor=actor)
    except IntegrityError as error:  # a colleague was faster
        if "payment_counts_once" not in str(error):
            raise
        raise NotMatched from error
    queue.leave(payment)
    return recount(patent, actor=actor, on=civil_today(patent))


@transaction.atomic
def move_payment_back(*, payment_id: int, reason: str, actor: Actor) -> Patent:
    """A payment counts for its patent no longer and waits for an officer again. Raises `NotMatched` when it counted for none."""
    allocation = Allocation.objects.select_for_update(no_key=True).filter(payment_id=payment_id, released_at=None).first()
    if allocation is None:
        raise NotMatched
    payment = Payment.objects.get(pk=payment_id)
    patent = _locked(allocation.patent_id)
    allocation.released_at, allocation.released_by_id, allocation.release_reason = clock.now(), actor.human_id, reason
    allocation.save(update_fields=["released_at", "released_by", "release_reason"])
    before = patent.paid_through
    patent = recount(patent, actor=actor, on=civil_today(patent))
    moved = PaymentMoved(
        patent_id=patent.pk,
        person_id=patent.person_id,
        payment_id=payment.pk,
        allocation_id=allocation.pk,
        shortened=patent.paid_through != before,
    )
    emit(moved, actor=actor)
    wait_in_queue(payment)
    ask_if_near(patent)  # its days may be over by this, while other money of hers has waited as something that was not urgent
    return patent


def _ask_fee(patent: Patent, purpose: str, payment: Payment, actor: Actor) -> None:
    """A part of the fee counts towards a bill that asks for the rest."""
    if purpose == Purpose.STATE_FEE and patent.status == Patent.Status.GRANTED and not fee_is_paid(patent, on=payment.paid_on):
        with suppress(NothingDue):
            open_charge(patent_id=patent.pk, purpose=purpose, actor=actor, on=clock.today())


def _kept(transfer: Transfer) -> tuple[Payment, Outcome]:
    """The stored payment, and whether it is new, known, or a twin with another sum."""
    known = known_payment(transfer)
    if known is None:
        payment = _row(transfer)
        told_twice.hold(payment)
        try:
            with transaction.atomic():
                payment.save(force_insert=True)
            return payment, Outcome.COUNTED
        except IntegrityError:  # told by another door at this very moment
            known = known_payment(transfer)
            if known is None:
                raise
    if _is_same(known, transfer):
        return known, Outcome.KNOWN
    RefusedTwin.objects.get_or_create(
        known=known,
        external_id=external_id(transfer),
        amount=transfer.amount,
        paid_on=transfer.paid_on,
        defaults={"source": transfer.source, "received_at": clock.now()},
    )
    return known, Outcome.TWIN


def known_payment(transfer: Transfer) -> Payment | None:
    """The stored payment that is this transfer, whichever door told of it."""
    told = Payment.objects.filter(external_id=external_id(transfer)).first()
    mark = fingerprint(transfer)
    return told or (Payment.objects.filter(fingerprint=mark).first() if mark else None)


def _is_same(known: Payment, transfer: Transfer) -> bool:
    """Sum and date agree; two different identifiers of the payment system are two transfers, however alike they look."""
    named = external_id(transfer)
    contradicts = named.startswith("uip:") and known.external_id.startswith("uip:") and named != known.external_id
    return not contradicts and (known.amount, known.paid_on) == (transfer.amount, transfer.paid_on)


def _row(transfer: Transfer) -> Payment:
    return Payment(
        amount=transfer.amount,
        paid_on=transfer.paid_on,
        received_at=clock.now(),
        source=transfer.source,
        external_id=external_id(transfer),
        fingerprint=fingerprint(transfer),
        uin=transfer.uin,
        uin_told=transfer.uin_told,
        payer_inn=transfer.payer_inn,
        payer_name=transfer.payer_name,
        purpose_text=transfer.purpose_text,
    )


def _count_once(patent: Patent, receipt: Receipt, actor: Actor) -> bool:
    """True when the transfer is new."""
    transfer = Transfer(source=receipt.source, amount=receipt.amount, paid_on=receipt.paid_on, payment_id=receipt.external_id)
    payment, outcome = _kept(transfer)
    if outcome is Outcome.TWIN:
        raise PaymentMismatch
    if outcome is Outcome.KNOWN:
        if not payment.allocations.filter(patent=patent, purpose=receipt.kind).exists():
            raise PaymentMismatch
        return False
    _allocate(payment, patent, None, purpose=receipt.kind, why="demo", actor=actor)
    return True


def _allocate(payment: Payment, patent: Patent, charge: Charge | None, *, purpose: str, why: str, actor: Actor) -> Allocation:
    """Money for a withdrawn charge goes to the one in its place; money without a charge to the oldest open one of its purpose."""
    return Allocation.objects.create(
        payment=payment,
        patent=patent,
        charge=_charge_for(patent, charge, purpose),
        purpose=purpose,
        made_by_id=actor.user_id,
        why=why,
        made_at=clock.now(),
    )


def _charge_for(patent: Patent, named: Charge | None, purpose: str) -> Charge | None:
    if named is None:
        return patent.charges.filter(purpose=purpose, withdrawn_at=None, covered_on=None).order_by("pk").first()
    if named.withdrawn_at is None:
        return named
    return in_force(patent, purpose, period=named.period, case_id=named.case_id) or named


def _locked(patent_id: int) -> Patent:
    return Patent.objects.select_for_update(of=("self",), no_key=True).select_related("predecessor").get(pk=patent_id)
