"""Signed messages: what is ours is accepted, and nothing else is."""

import cbor2
import jwt
import pytest

from portal.events.actor import SYSTEM
from portal.signing.algorithms import ALGORITHMS, thumbprint
from portal.signing.cbor import decoded
from portal.signing.cose import sign_cwt, verify_cwt
from portal.signing.errors import ForeignKey, NotAccepted, Tampered, Unreadable, WithdrawnKey
from portal.signing.jws import sign_jws, verify_jws
from portal.signing.keys import KeyRing, Signer, signer
from portal.signing.published import published_keys
from portal.signing.services import rotate, withdraw

pytestmark = pytest.mark.django_db
CLAIMS = {1: "portal", 6: 1_780_000_000, -70000: {0: "77"}}


def a_stranger(kid: str | None = None) -> Signer:
    algorithm = ALGORITHMS["ES256"]
    pem = algorithm.generate()
    return Signer(kid or thumbprint(algorithm.public_jwk(pem))[:11], "credential", algorithm, pem)


def test_what_was_signed_comes_back() -> None:
    assert verify_cwt(sign_cwt(CLAIMS, "credential"), "credential") == CLAIMS
    assert verify_jws(sign_jws({"a": "б"}, "receipt", "check+jwt"), "receipt", "check+jwt") == {"a": "б"}


def test_every_flipped_bit_of_a_signed_message_is_refused() -> None:
    message, ring = sign_cwt(CLAIMS, "credential"), KeyRing.of_the_portal()
    for at in range(len(message)):
        for bit in range(8):
            changed = bytearray(message)
            changed[at] ^= 1 << bit
            with pytest.raises(NotAccepted):
                verify_cwt(bytes(changed), "credential", ring=ring)


def test_every_cut_and_every_tail_is_refused() -> None:
    message, ring = sign_cwt(CLAIMS, "credential"), KeyRing.of_the_portal()
    for changed in [*(message[:length] for length in range(len(message))), message + b"\0", message + message]:
        with pytest.raises(Unreadable):
            verify_cwt(changed, "credential", ring=ring)


def test_every_changed_character_of_a_signed_json_is_refused() -> None:
    token, ring = sign_jws({"list": 1}, "status", "statuslist+jwt"), KeyRing.of_the_portal()
    for at, old in enumerate(token):
        last_of_a_part = at + 1 == len(token) or token[at + 1] == "."  # may carry bits that are not used
        changed = token[:at] + (chr(ord(old) ^ 64) if last_of_a_part else "A" if old != "A" else "B") + token[at + 1 :]
        with pytest.raises(NotAccepted):
            verify_jws(changed, "status", "statuslist+jwt", ring=ring)


@pytest.mark.parametrize("alg", [-8, -36, 5, -257, None, "ES256"])
def test_another_algorithm_in_the_header_is_refused(alg: object) -> None:
    outer = cbor2.loads(sign_cwt(CLAIMS, "credential"))
    header = cbor2.dumps({1: alg, 4: cbor2.loads(outer.value[0])[4]}, canonical=True)
    with pytest.raises(Tampered):
        verify_cwt(cbor2.dumps(cbor2.CBORTag(18, [header, {}, *outer.value[2:]]), canonical=True), "credential")


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_json_signed_with_our_public_key_as_a_secret_or_not_at_all_is_refused(alg: str) -> None:
    key = signer("receipt")
    secret = "" if alg == "none" else "x" * 32
    forged = jwt.encode({"a": 1}, secret, algorithm=alg, headers={"kid": key.kid, "typ": "check+jwt"})
    with pytest.raises(Tampered):
        verify_jws(forged, "receipt", "check+jwt")


def test_a_kind_cannot_stand_for_another_kind() -> None:
    token = sign_jws({"a": 1}, "receipt", "check+jwt")
    with pytest.raises(Tampered):
        verify_jws(token, "receipt", "statuslist+jwt")


def test_a_stranger_s_key_is_foreign_and_one_under_our_name_is_tampering() -> None:
    ours = signer("credential").kid
    with pytest.raises(ForeignKey):
        verify_cwt(sign_cwt(CLAIMS, "credential", by=a_stranger()), "credential")
    with pytest.raises(Tampered):
        verify_cwt(sign_cwt(CLAIMS, "credential", by=a_stranger(ours)), "credential")


def test_a_key_of_another_purpose_is_foreign() -> None:
    with pytest.raises(ForeignKey):
        verify_cwt(sign_cwt(CLAIMS, "receipt"), "credential")


def test_a_retired_key_goes_on_verifying_and_a_withdrawn_one_does_not() -> None:
    message, kid = sign_cwt(CLAIMS, "credential"), signer("credential").kid
    rotate(purpose="credential", actor=SYSTEM)
    assert signer("credential").kid != kid
    assert verify_cwt(message, "credential") == CLAIMS
    withdraw(kid=kid, reason="copied", actor=SYSTEM)
    with pytest.raises(WithdrawnKey):
        verify_cwt(message, "credential")


def test_a_saved_copy_of_the_published_keys_gives_the_same_answers() -> None:
    old, kid = sign_cwt(CLAIMS, "credential"), signer("credential").kid
    withdraw(kid=kid, reason="copied", actor=SYSTEM)
    new = sign_cwt(CLAIMS, "credential")
    ring = KeyRing.of_published(published_keys())
    assert verify_cwt(new, "credential", ring=ring) == CLAIMS
    with pytest.raises(WithdrawnKey):
        verify_cwt(old, "credential", ring=ring)
    with pytest.raises(ForeignKey):
        verify_cwt(sign_cwt(CLAIMS, "credential", by=a_stranger()), "credential", ring=ring)


HOSTILE = {
    "nothing": b"",
    "one byte": b"\xd2",
    "deep nesting": b"\x81" * 9000 + b"\x00",
    "a list as long as the world": b"\x9b" + b"\xff" * 8,
    "a text as long as the world": b"\x7b" + b"\xff" * 8,
    "open length": b"\x9f\x00\xff",
    "shared references that double at every level": b"\xd8\x1c\x82" * 30 + b"\x00",
    "a regular expression": b"\xd8\x23\x61(",
    "a big number": b"\xc2\x58\xff" + b"\xff" * 255,
    "a key twice": b"\xa2\x01\x00\x01\x00",
    "a number not in its shortest form": b"\x18\x05",
    "a float": b"\xfb" + b"\x00" * 8,
    "text that is not UTF-8": b"\x62\xff\xff",
    "too much": b"\x59\x7f\xff" + b"\0" * 32767,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bytes_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(data)
    with pytest.raises(Unreadable):
        verify_cwt(data, "credential")


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é.b.c", "e30.e30.e30", "W10.e30.e30", "x" * 5_000_000])
def test_hostile_text_is_not_accepted(token: str) -> None:
    with pytest.raises(NotAccepted):
        verify_jws(token, "receipt", "check+jwt")
