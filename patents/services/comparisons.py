"""An officer says whether a payment is one that is known under another identity. The same money counts once; nothing is dropped."""

from django.db import connection, transaction

from patents import queue, told_twice
from patents.errors import NotMatched
from patents.events import PaymentCompared
from patents.models import Comparison, Payment
from patents.services.rescues import wait_in_queue
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def say_same(*, payment_id: int, known_id: int, actor: Actor) -> None:
    """A waiting payment is the known one, told again: it leaves the queue and never counts beside it.

    Raises `NotMatched` when it counts, was compared, or is not like the known one any more."""
    payment = _waiting(payment_id)
    if known_id not in {one.pk for one in told_twice.to_compare(payment)}:
        raise NotMatched
    _write(payment, known_id, actor)
    queue.leave(payment)


@transaction.atomic
def say_another(*, payment_id: int, actor: Actor) -> None:
    """A waiting payment is another one than all that look like it: it counts like any other. Raises as `say_same`."""
    payment = _waiting(payment_id)
    if not told_twice.to_compare(payment):
        raise NotMatched
    _write(payment, None, actor)


@transaction.atomic
def take_apart(*, payment_id: int, actor: Actor) -> None:
    """It was no payment told twice after all: it waits for a patent again. Raises `NotMatched` when it is not set aside."""
    _one_after_another()
    told_twice.hold_alone(payment_id)
    told = Comparison.objects.filter(payment_id=payment_id, released_at=None, same_as__isnull=False).select_related("payment").first()
    if told is None:
        raise NotMatched
    told.released_at, told.released_by_id = clock.now(), actor.human_id
    told.save(update_fields=["released_at", "released_by"])
    _write(told.payment, None, actor)
    wait_in_queue(told.payment)


def _waiting(payment_id: int) -> Payment:
    """Two payments are never said to be each other, nor does one count while it is said to be another."""
    _one_after_another()
    told_twice.hold_alone(payment_id)
    payment = queue.waiting().filter(pk=payment_id).first()
    if payment is None:
        raise NotMatched
    return payment


def _one_after_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('patents: payments are compared'))")


def _write(payment: Payment, same_as: int | None, actor: Actor) -> None:
    Comparison.objects.create(payment=payment, same_as_id=same_as, made_by_id=actor.human_id, made_at=clock.now())
    emit(PaymentCompared(payment_id=payment.pk, same_as=same_as), actor=actor)


__all__ = ["say_another", "say_same", "take_apart"]
