"""What happens to a patent changes its bits in the status lists."""

from patents.credential.indices import note_change
from patents.events import (
    PatentAnnulled,
    PatentDaysTakenBack,
    PatentExtended,
    PatentIssued,
    PatentPaid,
    PatentRestored,
    PatentShortened,
)
from portal.events.models import Event
from portal.events.registry import handles


@handles(PatentIssued, PatentPaid, PatentRestored, PatentShortened, PatentAnnulled, PatentExtended, PatentDaysTakenBack)
def note_patent(event: Event) -> None:
    note_change(event.subject_id)
