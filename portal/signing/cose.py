"""Signed CBOR: a COSE_Sign1 message (RFC 9052) that carries the claims of a CWT (RFC 8392)."""

from collections.abc import Collection, Mapping
from typing import Any

import cbor2
from cwt import COSE
from cwt.exceptions import CWTError

from portal.signing.cbor import SIGN1_TAG, decoded
from portal.signing.errors import Tampered, Unreadable
from portal.signing.keys import KeyRing, Signer, VerifyingKey, signer

_ALG, _KID = 1, 4
_envelope = COSE.new(deterministic_header=True)


def sign_cwt(claims: Mapping[int, Any], purpose: str, *, by: Signer | None = None) -> bytes:
    """The claims as a COSE_Sign1 message, with `alg` and `kid` in the protected header. For many at once pass `by=signer(purpose)`."""
    key = by or signer(purpose)
    header = {_ALG: key.algorithm.cose, _KID: key.kid.encode()}
    message: bytes = _envelope.encode(cbor2.dumps(dict(claims), canonical=True), key.cose_key, protected=header)
    return message


def verify_cwt(message: bytes, purpose: str, *, ring: KeyRing | None = None) -> dict[Any, Any]:
    """The claims, once the signature is known to be ours. Of their dates it says nothing. Raises as `verify_any` does."""
    return verify_any(message, [purpose], ring=ring)[1]


def verify_any(message: bytes, purposes: Collection[str], *, ring: KeyRing | None = None) -> tuple[str, dict[Any, Any]]:
    """The purpose of the key that signed, one of `purposes`, and the claims. What a kind of claims asks of its key is the caller's matter.

    Raises `Unreadable`, `ForeignKey`, `WithdrawnKey` or `Tampered`. The key and its algorithm come from the ring."""
    header, payload = _opened(message)
    kid = header.get(_KID)
    key = (ring or KeyRing.of_the_portal()).key_for_any(purposes, _text(kid))
    if header.get(_ALG) != key.algorithm.cose:
        raise Tampered
    _check_signature(message, key)
    claims = decoded(payload)
    if not isinstance(claims, dict):
        raise Unreadable
    return key.purpose, claims


def _opened(message: bytes) -> tuple[dict[Any, Any], bytes]:
    """The protected header and the payload of what has the shape of a COSE_Sign1 message, and of nothing else."""
    outer = decoded(message)
    if not isinstance(outer, cbor2.CBORTag) or outer.tag != SIGN1_TAG or not isinstance(outer.value, list | tuple):
        raise Unreadable
    if [type(part) for part in outer.value] != [bytes, dict, bytes, bytes] or outer.value[1]:
        raise Unreadable  # our messages have nothing in the unprotected header
    header = decoded(outer.value[0])
    if not isinstance(header, dict) or not set(header) <= {_ALG, _KID}:
        raise Unreadable
    return header, outer.value[2]


def _check_signature(message: bytes, key: VerifyingKey) -> None:
    try:
        _envelope.decode(message, key.cose_key)
    except (CWTError, ValueError, TypeError) as error:
        raise Tampered from error


def _text(kid: object) -> str | None:
    return kid.decode("ascii", "replace") if isinstance(kid, bytes) else None
