"""Reading CBOR (RFC 8949) that anybody may have made: a strict subset, checked before the decoder sees it."""

from typing import Any

import cbor2

from portal.signing.errors import Unreadable

MAX_BYTES = 16_384
MAX_DEPTH = 8
SIGN1_TAG = 18
_UINT, _NINT, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)


def decoded(data: bytes) -> Any:
    """One item in canonical form and nothing after it.

    Raises `Unreadable` for what is too long or too deep, has lengths left open, is cut short or followed by more, names a key twice,
    or carries a tag other than that of COSE_Sign1 (tags make decoders share, repeat and evaluate things)."""
    if not 0 < len(data) <= MAX_BYTES or _end_of_item(data, 0, 0) != len(data):
        raise Unreadable
    try:
        value = cbor2.loads(data)
        same = cbor2.dumps(value, canonical=True) == data
    except Exception as error:  # whatever a decoder says of hostile bytes, the answer is the same
        raise Unreadable from error
    if not same:
        raise Unreadable
    return value


def _end_of_item(data: bytes, at: int, depth: int) -> int:
    """Where the item that begins at `at` ends."""
    if depth > MAX_DEPTH:
        raise Unreadable
    major, value, at = _head(data, at)
    if major in {_BYTES, _TEXT}:
        at += value
    elif major in {_LIST, _MAP}:
        for _item in range(value * (2 if major == _MAP else 1)):  # every item takes a byte, so this ends with the data
            at = _end_of_item(data, at, depth + 1)
    elif major == _TAG:
        if value != SIGN1_TAG or depth:
            raise Unreadable
        at = _end_of_item(data, at, depth + 1)
    if at > len(data):
        raise Unreadable
    return at


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument and where the content begins. Floats and open lengths are refused."""
    if at >= len(data):
        raise Unreadable
    major, small = divmod(data[at], 32)
    if small < 24:
        return major, small, at + 1
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(small)
    if width is None or major == 7 or at + 1 + width > len(data):
        raise Unreadable
    return major, int.from_bytes(data[at + 1 : at + 1 + width], "big"), at + 1 + width
