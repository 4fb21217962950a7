"""Officers are asked about money in the queue before a patent is shown as lapsed to anybody.

From both sides: when money enters the queue, for every patent whose paid days are over or end within `NEAR` days, in the very
transaction that keeps the money; and when a patent comes that near to its end, for all money that waits. So whoever is told
"not valid" is told so after the officers were asked, without the public check looking at money."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from patents import queue, rescue
from patents.events import PaymentMaySave
from patents.models import Patent, Payment, Rescue
from patents.selectors import civil_today
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

_ONE_DAY = timedelta(days=1)  # regions are up to a day ahead of Moscow


def wait_in_queue(payment: Payment) -> None:
    """Money waits for an officer from now on; those whose patents it may save are asked at once. Joins the caller's transaction."""
    queue.enter(payment)
    until = clock.today() + timedelta(days=rescue.NEAR) + _ONE_DAY
    for patent in rescue.patents_that_it_may_save(payment, until=until):
        if rescue.is_near(patent, today=civil_today(patent)):
            _ask(patent, [payment.pk])


@transaction.atomic
def ask_before_lapse(patent: Patent) -> tuple[int, ...]:
    """Search the queue for a patent near its end or past it; the payments that may save it, best first. Again, nobody is asked twice."""
    found = tuple(rescue.may_be_saved_by(patent))
    _ask(patent, found)
    return found


def ask_if_near(patent: Patent) -> None:
    """After its last day came nearer, or passed, by something else than time. Joins the caller's transaction."""
    if rescue.is_near(patent, today=civil_today(patent)):
        _ask(patent, rescue.may_be_saved_by(patent))


def _ask(patent: Patent, payments: Iterable[int]) -> None:
    """One message for all payments that are new; the unique row is the claim."""
    asked = [payment for payment in payments if _is_new(patent, payment)]
    if asked and patent.valid_through:
        event = PaymentMaySave(patent_id=patent.pk, person_id=patent.person_id, paid_through=patent.valid_through, payments=tuple(asked))
        emit(event, actor=SYSTEM)


def _is_new(patent: Patent, payment_id: int) -> bool:
    facts = {"payment_id": payment_id, "patent": patent, "paid_through": patent.valid_through}
    return Rescue.objects.get_or_create(**facts, defaults={"asked_at": clock.now()})[1]
