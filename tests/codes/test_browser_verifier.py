"""The browser's verifier and a library that we did not write, on codes of permits and interim certificates."""

import base64
from datetime import datetime, timedelta
from random import Random
from typing import Any

import cbor2
import pytest
import zxingcpp
from PIL import Image

from portal import clock
from portal.codes.lists import build_due
from portal.codes.making import list_address, qr, signed_text
from portal.codes.models import StatusList
from portal.codes.statuses import ListReader
from portal.codes.verifying import verify
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.signing.keys import KeyRing, signer
from portal.signing.models import SigningKey
from portal.signing.published import published_keys
from portal.signing.services import withdraw
from portal.signing.text import to_message, to_text
from portal.ui import frontend_build
from tests.codes.people import Document, document, within_days
from tests.codes.test_each_kind import PURPOSE, claims_of
from tests.patents.credential.test_other_readers import by_node
from tests.signing.test_envelopes import a_stranger

pytestmark = pytest.mark.django_db
CLAIM = {"permit": -70003, "interim_certificate": -70002}
STRANGE = (
    *(None, True, -1, 0, 101, 10101, 20260231, 99991231, 100000101, 2**53, 1.5),
    *("", "2026-02-31", "0000-01-01", "0001-01-01", "20260301", b""),
)


@pytest.fixture(scope="module", autouse=True)
def _packages() -> None:
    frontend_build.build()


def lists() -> dict[str, str]:
    return {list_address(row.kind, row.block.number): row.token for row in StatusList.objects.select_related("block")}


def spoilt_codes(one: Document) -> list[str]:
    """Signed by the portal, and not as it signs; changed, cut and foreign."""
    text, purpose, claim = one.code(), PURPOSE[one.kind], CLAIM[one.kind]
    claims = claims_of(text)
    own, holder, status = claims[claim], claims[169], claims[65535]["status_list"]
    strange = [{**claims, claim: {**own, name: value}} for name in own for value in STRANGE]
    strange += [{**claims, 169: {**holder, name: value}} for name in holder for value in (None, 1, "", "1994_517", "٠١٢٣٤٥٦٧", "19940230")]
    strange += [
        {**claims, 65535: {"status_list": {**status, **changed}}} for changed in ({"idx": -1}, {"idx": 2**20}, {"uri": 5}, {"uri": "/"})
    ]
    strange += [{name: value for name, value in claims.items() if name != gone} for gone in claims]
    strange += [{**claims, claim: value} for value in (None, [], {}, "x")] + [{**claims, -70001: own}]
    signed = [signed_text(changed, purpose) for changed in strange]
    other = "permit" if purpose == "credential" else "credential"
    signed += [signed_text(claims, other), signed_text(claims, "receipt"), one.code(by=a_stranger()), one.code(listed=False)]
    random, message = Random(5), to_message(text)
    for _ in range(40):
        changed = bytearray(message)
        changed[random.randrange(len(message))] ^= 1 << random.randrange(8)
        signed.append(to_text(bytes(changed)))
    return [*signed, *(text[:end] for end in range(0, len(text), 40))]


@pytest.mark.parametrize("kind", CLAIM)
def test_browser_and_portal_give_the_same_answers(kind):
    one = document(kind)
    first = lists()
    withdrawn = one.code()
    withdraw(kid=signer(PURPOSE[kind]).kid, reason="copied", actor=SYSTEM)
    good, old = one.code(), one.code(made=clock.now() - timedelta(days=20), **within_days(one))
    strange = spoilt_codes(one)
    one.end()
    dispatch_pending()
    build_due()
    second = lists()
    mixed = {uri: (first if "in-force" in uri else second)[uri] for uri in second}
    spoilt = {uri: token[:-6] + "AAAAAA" for uri, token in first.items()}
    cases: list[tuple[dict[str, str], dict[str, int]]] = [(kept, {}) for kept in ({}, first, second, spoilt, mixed)]
    cases += [(first, dict.fromkeys(first, 9))]
    end = datetime.combine(one.last + timedelta(days=1), datetime.min.time(), clock.MOSCOW)
    now = clock.now()
    moments = [
        int(moment.timestamp()) for moment in (now, now + timedelta(days=3), now - timedelta(days=900), end, end - timedelta(seconds=1))
    ]
    given: list[dict[str, Any]] = [
        {"text": text, "lists": kept, "seen": seen, "now": moment}
        for text in (good, old, withdrawn)
        for kept, seen in cases
        for moment in moments
    ]
    given += [{"text": text, "lists": first, "seen": {}, "now": moments[0]} for text in strange]
    keys = published_keys()
    ring = KeyRing.of_published(keys)
    ours = [
        verify(case["text"], ring=ring, reader=ListReader(case["lists"].get, ring, dict(case["seen"])), now=case["now"]).as_json()
        for case in given
    ]
    theirs = by_node("verify_vectors.mjs", {"keys": keys, "vectors": given})["answers"]
    assert [(mine, other) for mine, other in zip(ours, theirs, strict=True) if mine != other] == []
    assert {answer["result"] for answer in ours} >= {
        "valid", "expired", "not_yet", "revoked", "tampered", "foreign_key", "withdrawn_key", "unreadable",
    }  # fmt: skip
    assert "renewed_since_printing" in {answer["explanation"] for answer in ours}
    assert {answer["lists"] for answer in ours} >= {"fresh", "list_old", "list_replayed", "list_bad", "no_list", "no_place"}
    assert {answer["kind"] for answer in ours} == {kind, None}


@pytest.mark.parametrize("kind", CLAIM)
def test_cose_js_verifies_the_code_and_zxing_reads_its_picture(kind, tmp_path):
    text = document(kind).code()
    jwk = SigningKey.objects.get(kid=signer(PURPOSE[kind]).kid).public_jwk
    x, y = (base64.urlsafe_b64decode(jwk[name] + "==").hex() for name in ("x", "y"))
    message = to_message(text)
    changed = bytearray(message)
    changed[len(message) // 2] ^= 1
    good, bad = by_node("interop.mjs", {"x": x, "y": y, "messages": [message.hex(), bytes(changed).hex()]})
    assert (bytes.fromhex(good), bad) == (cbor2.loads(message).value[2], None)
    qr(text).save(str(tmp_path / "code.png"), scale=4, border=4)
    with Image.open(tmp_path / "code.png") as picture:
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text]
