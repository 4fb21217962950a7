"""Money for months that has bought none: what an officer can do with it. What is a part of a month waits for the rest by itself."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from patents import ledgers
from patents.due import months_left
from patents.errors import MoneyStillCounts, NotMatched, RefundAdvisedAlready
from patents.events import RefundAdvised
from patents.models import Allocation, Patent, Purpose
from patents.selectors import civil_today
from patents.services.payments import match_payment, move_payment_back
from patents.services.recount import reckon_anew
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from portal.events.services import emit


@transaction.atomic
def apply_to_next(*, payment_id: int, patent_id: int, next_id: int, reason: str, actor: Actor) -> Patent:
    """Count a payment that bought nothing of a patent for the one that follows it; that one is returned. The bank's date stays.

    Raises `NotMatched` when the payment does not count for this patent any more, and `MoneyStillCounts` when it has bought
    a month, or waits for a price and may still buy one."""
    counts = Allocation.objects.filter(payment_id=payment_id, patent_id=patent_id, purpose=Purpose.TAX_ADVANCE, released_at=None)
    if not counts.select_for_update(no_key=True).exists():  # before the patent, as wherever money moves
        raise NotMatched
    found = ledgers.ledger(_locked(patent_id)).value
    if found.uses.get(payment_id) or payment_id in found.unpriced:
        raise MoneyStillCounts
    move_payment_back(payment_id=payment_id, reason=reason, actor=actor)
    return match_payment(payment_id=payment_id, patent_id=next_id, purpose=Purpose.TAX_ADVANCE, actor=actor)


@transaction.atomic
def advise_refund(*, patent_id: int, actor: Actor) -> None:
    """Tell the holder that money is left over and who gives it back; once for a sum.

    Raises `MoneyStillCounts` while it can buy a month, or when there is none, and `RefundAdvisedAlready`."""
    patent = _locked(patent_id)
    if not patent.unspent or patent.unpriced_since or months_left(patent, paid_on=clock.today()):
        raise MoneyStillCounts
    if refund_advised_at(patent):
        raise RefundAdvisedAlready
    emit(RefundAdvised(patent_id=patent.pk, person_id=patent.person_id, amount=patent.unspent), actor=actor)


def refund_advised_at(patent: Patent) -> datetime | None:
    """When the holder was told about the return of the sum that is left over now; None: not yet."""
    told = Event.objects.filter(name=RefundAdvised.event_name(), subject_id=patent.pk, payload__amount=str(patent.unspent))
    return told.order_by("pk").values_list("occurred_at", flat=True).first()


def reckon_unspent(limit: int = 2000) -> int:
    """Reckon patents whose money was counted before it was kept, or before the price of its day was put right; how many. Once none is
    left it changes nothing."""
    paid = Allocation.objects.filter(patent=OuterRef("pk"), released_at=None)
    missing = Patent.objects.filter(Exists(paid), unspent=None).order_by("pk").values_list("pk", flat=True)[:limit]
    return sum(_reckon(pk) for pk in list(missing))


def reckon_region_anew(region: str, *, since: date) -> None:
    """A price of the region was put right: `reckon_unspent` takes every patent with money of this day or later. Twice is no harm."""
    paid = Allocation.objects.filter(patent=OuterRef("pk"), released_at=None, purpose=Purpose.TAX_ADVANCE, payment__paid_on__gte=since)
    Patent.objects.filter(Exists(paid), region=region).exclude(unspent=None).update(unspent=None)


@transaction.atomic
def _reckon(patent_id: int) -> int:
    patent = _locked(patent_id)
    reckon_anew(patent, actor=SYSTEM, on=civil_today(patent))
    return 1


def _locked(patent_id: int) -> Patent:
    return Patent.objects.select_for_update(of=("self",), no_key=True).get(pk=patent_id)
