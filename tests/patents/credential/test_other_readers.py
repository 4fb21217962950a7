"""Readers that are not this Python: the browser's verifier on the same vectors, and libraries that we did not write."""

import base64
import json
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from patents.credential.indices import index_of, place_of_a_card, replace_place
from patents.credential.issuing import content_of, signed
from patents.models import Patent
from portal.codes.models import StatusList
from portal.codes.statuses import ListReader
from portal.codes.verifying import verify
from portal.events.actor import SYSTEM
from portal.signing.cose import sign_cwt
from portal.signing.keys import KeyRing, signer
from portal.signing.models import SigningKey
from portal.signing.published import published_keys
from portal.signing.services import rotate, withdraw
from portal.signing.text import to_message, to_text
from portal.ui import frontend_build
from tests.patents.credential.people import FIRST, LONG, NOON, code_of, issued, later, lists_at
from tests.signing.test_envelopes import HOSTILE, a_stranger

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
AFTER = datetime(2026, 4, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _packages():
    """The front end's packages, as its lock file has them."""
    frontend_build.build()


def by_node(script: str, given: Any) -> Any:
    command = [*frontend_build.find_node()[0], str(HERE / script), str(frontend_build.SOURCE)]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    return json.loads(done.stdout)


def lists() -> dict[str, str]:
    from portal.codes.making import list_address

    return {list_address(row.kind, row.block.number): row.token for row in StatusList.objects.all()}


def vectors(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every verdict and every state of lists, with hostile bytes and sampled flips."""
    good, other = issued(), issued(person=LONG, months=2, paid_through=datetime(2026, 5, 14).date())
    withdrawn, kid = code_of(good), signer("credential").kid
    withdraw(kid=kid, reason="copied", actor=SYSTEM)
    retired = code_of(good)
    rotate(purpose="credential", actor=SYSTEM)
    text, long_text = code_of(good), code_of(other)
    message = to_message(text)
    outer = cbor2.loads(message)
    swapped = cbor2.dumps({1: -8, 4: signer("credential").kid.encode()}, canonical=True)
    texts = [text, long_text, withdrawn, retired, signed(content_of(good), index=index_of(good), at=NOON, by=a_stranger())]
    extended = replace(content_of(good), valid_through=date(2026, 7, 16), order="Р-2026-7")
    texts.append(signed(extended, index=index_of(good), at=NOON))
    card = place_of_a_card(other)
    carded = signed(content_of(other), index=card, at=NOON)
    texts += [to_text(cbor2.dumps(cbor2.CBORTag(18, [swapped, {}, *outer.value[2:]]), canonical=True))]
    texts += [to_text(sign_cwt({1: "x"}, "credential")), to_text(sign_cwt({169: 1, -70001: {}, 65535: []}, "credential"))]
    texts += [to_text(data) for data in HOSTILE.values()] + [
        "",
        "abc",
        "A" * 5000,
        "ÀÉ",
        to_text(b"\0" * 2_000_000),
        "https://portal.example/",
    ]
    random = Random(7)
    for _ in range(60):
        changed = bytearray(message)
        changed[random.randrange(len(message))] ^= 1 << random.randrange(8)
        texts.append(to_text(bytes(changed)))
    for _ in range(40):
        at_char = random.randrange(len(text))
        texts.append(text[:at_char] + random.choice("0AZ :%a") + text[at_char + 1 :])
    texts += [text[:-1], text[:90], text[:300], text[10:], f"{text[:76]}\r\n{text[76:]}", text + "AB", "X" + text[1:], "XX" + text[2:]]
    lists_at(monkeypatch, later(hours=1))
    first = lists()
    Patent.objects.filter(pk=good.pk).update(status="annulled", annulled_on=FIRST)
    Patent.objects.filter(pk=other.pk).update(paid_through=FIRST)
    lists_at(monkeypatch, later(hours=2))
    second = lists()
    Patent.objects.filter(pk=other.pk).update(paid_through=datetime(2026, 6, 14).date())
    replace_place(card)
    lists_at(monkeypatch, datetime(2026, 5, 20, 9, tzinfo=UTC))
    third = lists()
    mixed = {uri: (second if "/in-force/" in uri else third)[uri] for uri in third}
    spoilt = {uri: token[:-6] + "AAAAAA" for uri, token in first.items()}
    crossed = dict(zip(first, reversed(first.values()), strict=True))
    moments = [NOON, later(hours=3), datetime(2026, 3, 14, 20, tzinfo=UTC), AFTER, datetime(2026, 5, 20, 10, tzinfo=UTC)]
    cases: list[tuple[dict[str, str], dict[str, int]]] = [(kept, {}) for kept in ({}, first, second, third, spoilt, crossed, mixed)]
    cases += [(first, dict.fromkeys(first, 2))]
    deep = [
        {"text": code, "lists": kept, "now": int(moment.timestamp()), "seen": seen}
        for code in [carded, *texts[:5]]
        for kept, seen in cases
        for moment in moments
    ]
    return deep + [{"text": code, "lists": {}, "now": int(NOON.timestamp()), "seen": {}} for code in texts]


def of_a_former_host(settings: Any) -> list[dict[str, Any]]:
    """A code made while the portal had another address, with the lists of today, and once they are not to be had anew."""
    patent, kept, now = issued(), lists(), int(later(hours=2).timestamp())
    today, settings.SITE_URL = settings.SITE_URL, "https://former.example"
    text = code_of(patent)
    settings.SITE_URL = today
    renamed = {uri.replace(today, "https://former.example"): token for uri, token in kept.items()}
    return [{"text": text, "lists": renamed, "now": now, "seen": seen} for seen in ({}, dict.fromkeys(kept, 99))]


def test_the_browser_s_verifier_gives_the_same_answers_on_the_same_vectors(monkeypatch, settings):
    given = vectors(monkeypatch)
    given += of_a_former_host(settings)
    keys = published_keys()
    ring = KeyRing.of_published(keys)
    ours = [
        verify(one["text"], ring=ring, reader=ListReader(one["lists"].get, ring, dict(one["seen"])), now=one["now"]).as_json()
        for one in given
    ]
    theirs = by_node("verify_vectors.mjs", {"keys": keys, "vectors": given})
    different = [(one["text"][:40], mine, other) for one, mine, other in zip(given, ours, theirs["answers"], strict=True) if mine != other]
    assert different == []
    assert {answer["result"] for answer in ours} == {
        "valid", "expired", "not_yet", "revoked", "tampered", "foreign_key", "withdrawn_key", "unreadable", "not_judged",
    }  # fmt: skip
    assert {answer["explanation"] for answer in ours} == {
        None, "renewed_since_printing", "shortened_since_printing", "replaced_since_printing",
    }  # fmt: skip
    assert {answer["lists"] for answer in ours} == {"fresh", "list_old", "list_replayed", "list_bad", "no_list"}


def test_the_library_for_old_browsers_opens_what_zlib_opens(monkeypatch):
    given = vectors(monkeypatch)
    theirs = by_node("verify_vectors.mjs", {"keys": published_keys(), "vectors": given})
    assert theirs["opened"] == [length_of(one["text"]) for one in given]


def length_of(text: str) -> int | None:
    from portal.signing.errors import NotAccepted

    try:
        return len(to_message(text))
    except NotAccepted:
        return None


def test_cose_js_verifies_the_code_and_refuses_a_changed_one():
    message = to_message(code_of(issued(person=LONG)))
    jwk = SigningKey.objects.get(kid=signer("credential").kid).public_jwk
    x, y = (base64.urlsafe_b64decode(jwk[name] + "==").hex() for name in ("x", "y"))
    changed = []
    for position in (30, len(message) // 2, len(message) - 5):
        flipped = bytearray(message)
        flipped[position] ^= 1
        changed.append(bytes(flipped).hex())
    good, *bad = by_node("interop.mjs", {"x": x, "y": y, "messages": [message.hex(), *changed]})
    assert bytes.fromhex(good) == cbor2.loads(message).value[2]
    assert bad == [None, None, None]


def test_the_rust_reader_of_claim_169_verifies_the_code_and_names_the_person():
    claim169 = pytest.importorskip("claim169", reason="claim169 is not installed (requirements-dev.txt)")
    text = code_of(issued())
    key = signer("credential").private_key.public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    read = claim169.decode(text, verify_with_ecdsa_p256=point, validate_timestamps=False)
    assert (read.claim169.full_name, read.claim169.date_of_birth) == ("RAHIMOVA ZARINA", "19940517")
    packed = bytearray(to_message(text))
    packed[len(packed) // 2] ^= 1
    with pytest.raises(claim169.Claim169Exception):
        claim169.decode(to_text(bytes(packed)), verify_with_ecdsa_p256=point, validate_timestamps=False)
    assert base45.b45decode(text)
