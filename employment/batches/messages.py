"""Who started a list hears that it is done."""

from collections.abc import Iterable

from django.urls import reverse

from employment.batches.events import BatchFinished
from employment.batches.models import Batch
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


@announces(BatchFinished)
def batch_finished(event: Event) -> Iterable[Notice]:
    batch = Batch.objects.select_related("organisation").get(pk=event.subject_id)
    url = reverse("batches:batch", args=[batch.organisation.number, batch.reference])
    yield Notice(batch.uploaded_by_id, "employment/batches/messages/finished", {"batch": batch, "organisation": batch.organisation}, url)
