"""A dispute that nobody decided in time is told to the office's supervisors and to both sides, once per dispute."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from employment.disputes.events import DisputeOverdue
from employment.disputes.models import Dispute
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal import regions


def announce_overdue(*, batch: int = 200) -> int:
    """Everything that is due, in batches of one transaction each. Returns how many disputes were announced.

    A dispute is overdue from the day after `decide_by` in its office's zone. Running twice, or twice at once,
    announces nothing twice: rows are claimed with their mark."""
    announced = 0
    for office in Office.objects.filter(pk__in=_unannounced().values("office")).order_by("pk"):
        today = clock.today(regions.region(office.region).zone)
        while count := _announce_batch(office, today=today, batch=batch):
            announced += count
    return announced


@transaction.atomic
def _announce_batch(office: Office, *, today: date, batch: int) -> int:
    late = _unannounced().select_for_update(skip_locked=True, of=("self",)).filter(office=office, decide_by__lte=today - timedelta(days=1))
    disputes = list(late.order_by("decide_by", "pk")[:batch])
    for dispute in disputes:
        told = DisputeOverdue(dispute_id=dispute.pk, person_id=dispute.person_id, office_id=office.pk, decide_by=dispute.decide_by)
        emit(told, actor=SYSTEM)
    Dispute.objects.filter(pk__in=[dispute.pk for dispute in disputes]).update(overdue_announced_on=today)
    return len(disputes)


def _unannounced() -> QuerySet[Dispute]:
    return Dispute.objects.filter(status__in=Dispute.PENDING, overdue_announced_on__isnull=True)


__all__ = ["announce_overdue"]
