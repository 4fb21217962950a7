"""A list is done: who started it is told, and so is the organisation's server."""

from employment.batches.events import BatchFinished
from employment.batches.models import Batch
from employment.webhooks.services import tell_organisation
from portal.events.actor import SYSTEM
from portal.events.services import emit


def finish_batch(batch: Batch) -> None:
    """Called in the transaction that answered the last row."""
    tell_organisation(
        organisation_id=batch.organisation_id,
        notice_key=f"batch:{batch.reference}",
        type="batch.finished",
        data={"batch": str(batch.reference)},
    )
    emit(BatchFinished(batch_id=batch.pk, organisation_id=batch.organisation_id), actor=SYSTEM)
