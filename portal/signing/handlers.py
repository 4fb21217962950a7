"""What follows from a withdrawn key."""

from portal.events.models import Event
from portal.events.registry import handles
from portal.signing.events import SigningKeyCertified, SigningKeyWithdrawn
from portal.signing.revocations import refresh_revocation_lists


@handles(SigningKeyCertified, SigningKeyWithdrawn)
def publish_revocations(event: Event) -> None:
    """A new authority has its list, and a withdrawn signer stands in it, within seconds. Twice changes nothing."""
    refresh_revocation_lists()
