"""What ends a permit changes its bits in the status lists. Orders that move days note it themselves, a piece at a time."""

from permits.events import PermitEnded
from permits.proof.places import note_permit
from portal.events.models import Event
from portal.events.registry import handles


@handles(PermitEnded)
def note_ended(event: Event) -> None:
    note_permit(event.subject_id)
