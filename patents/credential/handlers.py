"""What happens to a patent changes its bits in the status lists."""

from patents.credential.indices import note_all, note_change
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
from portal.signing.events import SigningKeyWithdrawn
from portal.signing.models import SigningKey


@handles(PatentIssued, PatentPaid, PatentRestored, PatentShortened, PatentAnnulled, PatentExtended, PatentDaysTakenBack)
def note_patent(event: Event) -> None:
    note_change(event.subject_id)


@handles(SigningKeyWithdrawn)
def sign_lists_anew(event: Event) -> None:
    """Lists signed with a withdrawn key are believed by nobody."""
    if event.payload["purpose"] == SigningKey.Purpose.STATUS:
        note_all()
