"""After thirty days the rows of a list go. The receipts of its checks stay with the organisation."""

from django.db import transaction

from employment.batches.models import Batch, BatchRow
from portal import clock
from portal.jobs.services import cancel_job

_AT_ONCE = 2000


def sweep_batches() -> int:
    """Everything that is due, list by list. Returns how many lists were swept. Running twice does no harm."""
    swept = 0
    while _sweep_next():
        swept += 1
    return swept


def _sweep_next() -> bool:
    due = Batch.objects.filter(keep_until__lt=clock.today()).exclude(status=Batch.Status.SWEPT).order_by("keep_until", "pk")
    batch = due.first()
    if batch is None:
        return False
    if batch.status == Batch.Status.UPLOADED:
        Batch.objects.filter(pk=batch.pk, status=Batch.Status.UPLOADED).update(status=Batch.Status.DISCARDED)
    if batch.job_id:
        cancel_job(job_id=batch.job_id)
    while _delete_some(batch):
        pass
    Batch.objects.filter(pk=batch.pk).exclude(status__in=[Batch.Status.SWEPT, Batch.Status.UPLOADED]).update(status=Batch.Status.SWEPT)
    return True


@transaction.atomic
def _delete_some(batch: Batch) -> int:
    found = BatchRow.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    deleted, _by_model = BatchRow.objects.filter(pk__in=list(found)).delete()
    return deleted


__all__ = ["sweep_batches"]
