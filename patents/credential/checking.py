"""Verifying on the portal itself: its own keys and lists as they stand."""

from patents.credential.models import StatusList
from patents.credential.statuses import ListReader
from patents.credential.verifying import Answer, verify
from portal import clock
from portal.signing.keys import KeyRing
from portal.signing.pictures import text_in_file, text_in_picture


def verify_here(text: str) -> Answer:
    ring = KeyRing.of_the_portal()
    return verify(text, ring=ring, reader=ListReader(stored_list, ring), now=int(clock.now().timestamp()))


def stored_list(uri: str) -> str | None:
    """The published list behind an address, by its last two parts."""
    kind, _, block = "/".join(uri.split("/")[-2:]).partition("/")
    if not (block.isascii() and block.isdigit() and len(block) < 8):
        return None
    return StatusList.objects.filter(kind=kind, block_id=int(block)).values_list("token", flat=True).first()


__all__ = ["stored_list", "text_in_file", "text_in_picture", "verify_here"]
