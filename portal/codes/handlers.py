from portal.codes.lists import note_all
from portal.events.models import Event
from portal.events.registry import handles
from portal.signing.events import SigningKeyWithdrawn
from portal.signing.models import SigningKey


@handles(SigningKeyWithdrawn)
def sign_lists_anew(event: Event) -> None:
    """Lists signed with a withdrawn key are believed by nobody."""
    if event.payload["purpose"] == SigningKey.Purpose.STATUS:
        note_all()
