"""Signed bytes as the text of a QR code and back: base45 (RFC 9285) of zlib (RFC 1950), without a prefix."""

import zlib

import base45

from portal.signing.errors import Unreadable

MAX_CHARS = 4296  # what the largest QR code holds
MAX_BYTES = 8192  # a real code opens to about 400


def to_text(message: bytes) -> str:
    return str(base45.b45encode(zlib.compress(message, 9)), "ascii")


def to_message(text: str) -> bytes:
    """Raises `Unreadable`, also for what would open to more than any document of ours is long."""
    text = text.strip()
    if not 0 < len(text) <= MAX_CHARS:
        raise Unreadable
    try:
        return _inflated(base45.b45decode(text))
    except (ValueError, zlib.error) as error:
        raise Unreadable from error


def _inflated(data: bytes) -> bytes:
    machine = zlib.decompressobj()
    message = machine.decompress(data, MAX_BYTES)
    if not machine.eof or machine.unused_data:
        raise Unreadable
    return message
