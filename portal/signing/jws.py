"""Signed JSON: a compact JWS (RFC 7515)."""

import json
from collections.abc import Mapping
from typing import Any

from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from portal.signing.errors import Tampered, Unreadable
from portal.signing.keys import KeyRing, Signer, VerifyingKey, signer

MAX_CHARS = 4_000_000  # a status list of 2^20 entries is the longest that we sign
_jws = PyJWS()


def sign_jws(payload: Mapping[str, Any], purpose: str, typ: str, *, by: Signer | None = None) -> str:
    """The payload as a compact JWS whose header names `typ`, the key and its algorithm."""
    key = by or signer(purpose)
    content = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return _jws.encode(content, key.private_key, algorithm=key.algorithm.jose, headers={"kid": key.kid, "typ": typ})


def verify_jws(token: str, purpose: str, typ: str, *, ring: KeyRing | None = None) -> dict[str, Any]:
    """The payload, once the signature is known to be ours and the kind to be `typ`. Of its dates it says nothing.

    Raises `Unreadable`, `ForeignKey`, `WithdrawnKey` or `Tampered`. The key and its algorithm come from the ring."""
    header = _header(token)
    key = (ring or KeyRing.of_the_portal()).key(purpose, header.get("kid"))
    if header.get("typ") != typ or header.get("alg") != key.algorithm.jose:
        raise Tampered
    return _payload(token, key)


def _header(token: str) -> dict[str, Any]:
    if not token.isascii() or len(token) > MAX_CHARS:
        raise Unreadable
    try:
        return _jws.get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError) as error:
        raise Unreadable from error


def _payload(token: str, key: VerifyingKey) -> dict[str, Any]:
    try:
        content = _jws.decode(token, key.public_key, algorithms=[key.algorithm.jose])
    except (PyJWTError, ValueError) as error:
        raise Tampered from error
    payload = json.loads(content)
    if not isinstance(payload, dict):
        raise Unreadable
    return payload
