"""A dispute that nobody decided in time is told to the office's supervisors and to both sides, once per dispute; the supervisors are
reminded again while nobody decides."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from employment.disputes.events import DisputeOverdue, DisputeStillOverdue
from employment.disputes.models import Dispute
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal import regions
from portal.legal.calendar import add_working_days

REMIND_AFTER: Final = 5  # working days; a habit of the portal, no term of the law
Late = Callable[[date], QuerySet[Dispute]]


def announce_overdue(*, batch: int = 200) -> int:
    """Everything that is due, in batches of one transaction each. Returns how many disputes were announced.

    A dispute is overdue from the day after `decide_by` in its office's zone. Running twice, or twice at once,
    announces nothing twice: rows are claimed with their mark."""
    return _tell_of_each(_unannounced, DisputeOverdue, batch)


def remind_of_overdue(*, batch: int = 200) -> int:
    """The supervisors are told again, `REMIND_AFTER` working days after the last time, until somebody decides. The mark moves with
    each reminder, so twice tells nothing twice."""
    return _tell_of_each(_announced_long_ago, DisputeStillOverdue, batch)


def _tell_of_each(late: Late, event: type[DisputeOverdue | DisputeStillOverdue], batch: int) -> int:
    told = 0
    for office in Office.objects.filter(pk__in=_pending().values("office")).order_by("pk"):
        today = clock.today(regions.region(office.region).zone)
        while count := _tell_batch(late(today).filter(office=office), event, today=today, batch=batch):
            told += count
    return told


@transaction.atomic
def _tell_batch(late: QuerySet[Dispute], event: type[DisputeOverdue | DisputeStillOverdue], *, today: date, batch: int) -> int:
    claimed = late.select_for_update(skip_locked=True, of=("self",))
    disputes = list(claimed.order_by("decide_by", "pk")[:batch])
    for dispute in disputes:
        told = event(dispute_id=dispute.pk, person_id=dispute.person_id, office_id=dispute.office_id, decide_by=dispute.decide_by)
        emit(told, actor=SYSTEM)
    Dispute.objects.filter(pk__in=[dispute.pk for dispute in disputes]).update(overdue_announced_on=today)
    return len(disputes)


def _pending() -> QuerySet[Dispute]:
    return Dispute.objects.filter(status__in=Dispute.PENDING)


def _unannounced(today: date) -> QuerySet[Dispute]:
    return _pending().filter(overdue_announced_on__isnull=True, decide_by__lte=today - timedelta(days=1))


def _announced_long_ago(today: date) -> QuerySet[Dispute]:
    return _pending().filter(overdue_announced_on__lte=add_working_days(today, -REMIND_AFTER).value)


__all__ = ["REMIND_AFTER", "announce_overdue", "remind_of_overdue"]
