"""Status lists in the hands of somebody who verifies: kept, aged, and never believed when they are older than one seen before."""

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.signing.errors import NotAccepted, Unreadable
from portal.signing.jws import verify_jws
from portal.signing.keys import KeyRing
from portal.signing.models import SigningKey

TYPE = "statuslist+jwt"
MAX_BITMAP = 2**20  # bytes; ours have 2^17

Fetch = Callable[[str], str | None]
"""The signed list at an address, or None when there is none at hand."""


class ListState(StrEnum):
    """How far the lists can be relied on, from best to worst."""

    RECORDS = "records"  # the portal's own records of this moment: there is nothing newer
    FRESH = "fresh"
    OLD = "list_old"  # its time is over: something may have changed since
    REPLAYED = "list_replayed"  # older than a list seen before: somebody gave us yesterday's
    BAD = "list_bad"  # not signed by the portal, or not the list that was asked for
    NONE = "no_list"
    NO_PLACE = "no_place"  # the code is older than the lists of its kind and names none


@dataclass(frozen=True)
class Status:
    """One bit of one list, and the list's age. `bit` is None when the list says nothing that can be used."""

    state: ListState
    bit: int | None = None
    sequence: int | None = None
    as_of: int | None = None  # seconds since 1970


class ListReader:
    """Reads bits from lists that `fetch` finds. `seen` holds the highest sequence number met for each list by
    the address that it gives itself, and is kept up to date."""

    def __init__(self, fetch: Fetch, ring: KeyRing, seen: dict[str, int] | None = None) -> None:
        self.fetch, self.ring = fetch, ring
        self.seen = {} if seen is None else seen

    def status(self, uri: str, index: int, *, now: int) -> Status:
        token = self.fetch(uri)
        if token is None:
            return Status(ListState.NONE)
        try:
            payload = verify_jws(token, SigningKey.Purpose.STATUS, TYPE, ring=self.ring)
            sequence, as_of, until = (_whole(payload[name]) for name in ("seq", "iat", "exp"))
            bit = _bit(payload, uri, index)
        except (NotAccepted, KeyError, TypeError, ValueError, zlib.error):
            return Status(ListState.BAD)
        if sequence < self.seen.get(payload["sub"], 0):
            return Status(ListState.REPLAYED, None, sequence, as_of)
        self.seen[payload["sub"]] = sequence
        return Status(ListState.FRESH if now < until else ListState.OLD, bit, sequence, as_of)


def list_in(address: str) -> list[str]:
    """Name and block of a list. The host before them is that of the day of the code: a portal that moved goes on telling of it."""
    return address.split("/")[-2:]


def _bit(payload: dict[str, Any], uri: str, index: int) -> int:
    content = payload["status_list"]
    if list_in(str(payload["sub"])) != list_in(uri) or content["bits"] != 1:
        raise Unreadable
    packed = content["lst"]
    machine = zlib.decompressobj()
    bitmap = machine.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), MAX_BITMAP)
    if not machine.eof or index // 8 >= len(bitmap):
        raise Unreadable
    return bitmap[index // 8] >> (index % 8) & 1


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value
