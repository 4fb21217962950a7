"""Verifying on the portal itself: its own keys and lists as they stand, and codes read from pictures."""

import io
from pathlib import Path

import zxingcpp
from PIL import Image

from patents.credential.models import StatusList
from patents.credential.statuses import ListReader
from patents.credential.verifying import Answer, verify
from portal import clock
from portal.signing.keys import KeyRing

MAX_PIXELS = 40_000_000
MAX_SIDE = 2400


def verify_here(text: str) -> Answer:
    ring = KeyRing.of_the_portal()
    return verify(text, ring=ring, reader=ListReader(stored_list, ring), now=int(clock.now().timestamp()))


def stored_list(uri: str) -> str | None:
    """The published list behind an address, by its last two parts."""
    kind, _, block = "/".join(uri.split("/")[-2:]).partition("/")
    if not (block.isascii() and block.isdigit() and len(block) < 8):
        return None
    return StatusList.objects.filter(kind=kind, block_id=int(block)).values_list("token", flat=True).first()


def text_in_picture(data: bytes) -> str | None:
    """The text of the QR code in a PNG, JPEG or WebP picture; None when no code is found or it is no such picture."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return None
            picture.draft("L", (MAX_SIDE, MAX_SIDE))
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    grey.thumbnail((MAX_SIDE, MAX_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return found[0].text if found else None


def text_in_file(path: Path) -> str | None:
    """Of a picture or a text file."""
    data = path.read_bytes()
    return text_in_picture(data) or (data.decode("ascii", "replace").strip() if len(data) < 100_000 else None)
