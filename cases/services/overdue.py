"""A case that nobody touched in time is told to the office's supervisors, once per case."""

from datetime import date, timedelta

from django.db import transaction

from cases.events import CaseOverdue
from cases.models import Case
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal import regions


def announce_overdue(*, batch: int = 200) -> int:
    """Everything that is due, in batches of one transaction each. Returns how many cases were announced.

    A case is overdue from the day after `decide_by` in its office's zone. Running twice, or twice at once,
    announces nothing twice: rows are claimed with their mark."""
    announced = 0
    for office in Office.objects.order_by("pk"):
        today = clock.today(regions.region(office.region).zone)
        while count := _announce_batch(office, today=today, batch=batch):
            announced += count
    return announced


@transaction.atomic
def _announce_batch(office: Office, *, today: date, batch: int) -> int:
    late = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        status__in=Case.OPEN, overdue_announced_on__isnull=True, office=office, decide_by__lte=today - timedelta(days=1)
    )
    cases = list(late.order_by("decide_by", "pk")[:batch])
    for case in cases:
        assert case.decide_by is not None
        emit(CaseOverdue(case_id=case.pk, person_id=case.person_id, decide_by=case.decide_by, office_id=office.pk), actor=SYSTEM)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(overdue_announced_on=today)
    return len(cases)
