"""Signed bytes as the text of a QR code and back: base45 (RFC 9285) of zlib (RFC 1950), without a prefix."""

import re
import zlib
from typing import Final

import base45

from portal.signing.errors import Tampered, Unreadable

MAX_CHARS = 4296  # what the largest QR code holds
MAX_BYTES = 8192  # a real code opens to about 400
BEGINNING: Final = "NCF"  # what zlib writes first
LENGTHS: Final = range(100, 1500)  # characters of a real code, also of one that lost many
_LINES = re.compile(r"[\r\n\t]+")  # no letters of the text: a letter or a program breaks it into lines


def to_text(message: bytes) -> str:
    return str(base45.b45encode(zlib.compress(message, 9)), "ascii")


def to_message(text: str) -> bytes:
    """Raises `Tampered` for what begins as a code of ours and does not open, `Unreadable` for everything else that is none, also for
    what would open to more than any document of ours is long."""
    text = _LINES.sub("", text).strip()
    if not 0 < len(text) <= MAX_CHARS:
        raise Unreadable
    try:
        return _inflated(base45.b45decode(text))
    except (ValueError, zlib.error) as error:
        raise (Tampered if _begins_like_ours(text) else Unreadable) from error


def _begins_like_ours(text: str) -> bool:
    """Also where one of the first letters is the wrong one."""
    return len(text) in LENGTHS and sum(one == other for one, other in zip(text, BEGINNING, strict=False)) >= len(BEGINNING) - 1


def _inflated(data: bytes) -> bytes:
    machine = zlib.decompressobj()
    message = machine.decompress(data, MAX_BYTES)
    if not machine.eof and len(message) == MAX_BYTES:
        raise Unreadable
    if not machine.eof or machine.unused_data:
        raise ValueError("cut, or with something behind its end")
    return message
