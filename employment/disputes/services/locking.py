"""Lock first, then look: every service of a dispute starts here."""

from employment.disputes.errors import DisputeMoved
from employment.disputes.models import DISPUTE_TRANSITIONS, Dispute
from portal.errors import StaleVersion


def lock_dispute(dispute_id: int, *, expected_version: int | None = None) -> Dispute:
    """The dispute, locked until the transaction ends. Raises `StaleVersion` when the caller saw another version."""
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    if expected_version is not None and dispute.version != expected_version:
        raise StaleVersion()
    return dispute


def move(dispute: Dispute, to: str, *fields: str) -> None:
    """Write the new status with `fields`, and count the change. Raises `DisputeMoved` where the table has no such step."""
    if (dispute.status, to) not in DISPUTE_TRANSITIONS:
        raise DisputeMoved(status=dispute.get_status_display())
    dispute.status = to
    dispute.version += 1
    dispute.save(update_fields=["status", "version", *fields])
