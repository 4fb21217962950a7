"""The one verifier names the kind of every code, and every answer is given for every kind."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import base45
import cbor2
import pytest
from django.core.management import call_command

from permits.models import Permit
from permits.proof import fields as permit_fields
from permits.proof.credential import content_of
from permits.proof.credential import signed as permit_code
from permits.proof.places import place_of
from portal import clock
from portal.codes.checking import verify_here
from portal.codes.lists import build_due
from portal.codes.making import qr, signed_text
from portal.codes.verdicts import Explanation, Verdict
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.signing.cose import sign_cwt, verify_any
from portal.signing.keys import signer
from portal.signing.published import published_keys
from portal.signing.services import withdraw
from portal.signing.text import to_message, to_text
from tests.codes.people import KINDS, document, look, published, within_days
from tests.factories import make_permit
from tests.permits.extensions.test_life import applied, people, repealed  # noqa: F401 (people is a fixture)
from tests.signing.test_envelopes import a_stranger

pytestmark = pytest.mark.django_db
PURPOSE = {"patent": "credential", "permit": "permit", "interim_certificate": "credential"}
NOTHING = (None, None)


def claims_of(text: str) -> dict[Any, Any]:
    return verify_any(to_message(text), {"credential", "permit"})[1]


def later(**span: float) -> datetime:
    return clock.now() + timedelta(**span)


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_code_is_valid_by_fresh_lists_and_its_kind_is_named(kind):
    one = document(kind)
    for answer in (look(one.code()), verify_here(one.code())):
        assert (answer.kind, answer.result, answer.explanation) == (kind, Verdict.VALID, None)
        assert answer.content.name == "RAHIMOVA ZARINA"
    assert look(one.code()).lists == "fresh"
    assert look(one.code(), lists={}).lists == "no_list"


@pytest.mark.parametrize("kind", KINDS)
def test_changed_codes_name_nothing(kind):
    text = document(kind).code()
    packed = base45.b45decode(text)
    for bit in range(0, len(packed) * 8, 5):
        changed = bytearray(packed)
        changed[bit // 8] ^= 1 << bit % 8
        answer = look(base45.b45encode(bytes(changed)).decode())
        same = answer.valid and to_message(base45.b45encode(bytes(changed)).decode()) == to_message(text)
        assert same or answer.result in {Verdict.TAMPERED, Verdict.UNREADABLE, Verdict.FOREIGN_KEY}
        assert same or (answer.content, answer.kind) == NOTHING
    for end in range(0, len(text) - 1, 7):
        assert look(text[:end]).result in {Verdict.TAMPERED, Verdict.UNREADABLE, Verdict.FOREIGN_KEY}


@pytest.mark.parametrize("kind", KINDS)
def test_a_foreign_key_and_a_withdrawn_one_are_told_apart(kind):
    one = document(kind)
    stranger = a_stranger()
    assert (look(one.code(by=stranger)).result, look(one.code(by=stranger)).kind) == (Verdict.FOREIGN_KEY, None)
    text = one.code()
    withdraw(kid=signer(PURPOSE[kind]).kid, reason="copied", actor=SYSTEM)
    assert (look(text).result, look(text).content) == (Verdict.WITHDRAWN_KEY, None)
    assert look(one.code()).result is Verdict.VALID


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_signed_with_the_key_of_another_kind_is_foreign(kind):
    """The key is the portal's own, and still it is not the one that makes documents of this kind."""
    wrong = "permit" if PURPOSE[kind] == "credential" else "credential"
    text = signed_text(claims_of(document(kind).code()), wrong)
    assert (look(text).result, look(text).content) == (Verdict.FOREIGN_KEY, None)


@pytest.mark.parametrize("purpose", ["status", "receipt"])
def test_a_key_that_signs_no_codes_is_foreign_whatever_it_signs(purpose):
    assert look(signed_text(claims_of(document("permit").code()), purpose)).result is Verdict.FOREIGN_KEY


def test_a_permit_presented_as_a_patent_is_not_taken_for_one():
    """Signed claims of a permit under the number of a patent, and both numbers at once."""
    claims = claims_of(document("permit").code())
    renamed = {(-70001 if name == -70003 else name): value for name, value in claims.items()}
    assert look(signed_text(renamed, "permit")).result is Verdict.FOREIGN_KEY
    assert look(signed_text(renamed, "credential")).result is Verdict.UNREADABLE
    assert look(signed_text({**claims, -70001: claims[-70003]}, "permit")).result is Verdict.UNREADABLE


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_names_a_list_of_another_kind_is_unreadable(kind):
    claims = claims_of(document(kind).code())
    other = "interim-revoked" if kind != "interim_certificate" else "revoked"
    uri = claims[65535]["status_list"]["uri"]
    claims[65535]["status_list"]["uri"] = uri.replace(f"/{uri.split('/')[-2]}/", f"/{other}/")
    assert look(signed_text(claims, PURPOSE[kind])).result is Verdict.UNREADABLE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("index", [2**20, 2**31, 2**40, 2**53 - 1])
def test_an_index_beyond_the_list_makes_the_list_useless_and_not_the_answer_wrong(kind, index):
    claims = claims_of(document(kind).code())
    claims[65535]["status_list"]["idx"] = index
    answer = look(signed_text(claims, PURPOSE[kind]))
    assert (answer.result, answer.lists) == (Verdict.NOT_JUDGED, "list_bad")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("own", [None, [], "", {}, {1: 7}, {1: "x", 2: b"\0", 3: -1, 4: {}, 5: [], 6: 99}])
def test_signed_nonsense_is_unreadable(kind, own):
    claims = claims_of(document(kind).code())
    claim = {"patent": -70001, "permit": -70003, "interim_certificate": -70002}[kind]
    assert look(signed_text({**claims, claim: own}, PURPOSE[kind])).result is Verdict.UNREADABLE


def test_a_huge_payload_is_unreadable():
    claims = claims_of(document("permit").code())
    huge = to_text(sign_cwt({**claims, 169: {**claims[169], 4: "A" * 12_000}}, "permit"))
    assert look(huge).result is Verdict.UNREADABLE
    assert look(to_text(cbor2.dumps(["A" * 2_000_000]))).result is Verdict.UNREADABLE


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_ended_is_revoked_for_who_has_the_list_and_at_once_for_the_portal(kind):
    one = document(kind)
    text, before = one.code(), published()
    one.end()
    dispatch_pending()
    build_due()
    assert (look(text).result, look(text).explanation) == (Verdict.REVOKED, None)
    assert (look(text, later(days=5)).result, look(text, later(days=5)).lists) == (Verdict.REVOKED, "list_old")
    assert verify_here(text).result is Verdict.REVOKED
    seen: dict[str, int] = {}
    look(text, seen=seen)
    replayed = look(text, lists=before, seen=seen)
    assert (replayed.result, replayed.lists) == (Verdict.NOT_JUDGED, "list_replayed")
    unaware = look(text, lists=before)
    assert (unaware.result, unaware.lists, unaware.list_as_of is not None) == (Verdict.VALID, "fresh", True)


@pytest.mark.parametrize("kind", KINDS)
def test_before_the_first_day_after_the_last_one_and_renewed_by_a_later_list(kind):
    one = document(kind)
    end = datetime.combine(one.last + timedelta(days=1), datetime.min.time(), clock.MOSCOW)
    assert look(one.code(), end - timedelta(seconds=1), lists={}).result is Verdict.VALID
    assert look(one.code(), end, lists={}).result is Verdict.EXPIRED
    first = {"permit": "issued_on"}.get(kind, "begins_on")
    assert look(one.code(**{first: clock.today() + timedelta(days=3)}), lists={}).result is Verdict.NOT_YET
    old = one.code(made=later(days=-20), **within_days(one))
    assert (look(old, lists={}).result, look(old, lists={}).explanation) == (Verdict.EXPIRED, None)
    answer = look(old)
    assert (answer.result, answer.explanation, answer.goes_on) == (Verdict.EXPIRED, Explanation.RENEWED, True)
    assert (look(old, later(days=3)).goes_on, look(old, later(days=3)).lists) == (False, "list_old")


def test_codes_of_permits_and_certificates_of_before_the_lists_say_that_nothing_is_known():
    for kind in ("permit", "interim_certificate"):
        one = document(kind)
        text = one.code(listed=False)
        assert (look(text).result, look(text).lists) == (Verdict.VALID, "no_place")
        assert (verify_here(text).result, verify_here(text).lists) == (Verdict.VALID, "records")
        one.end()
        assert verify_here(text).result is Verdict.REVOKED


def test_a_replaced_permit_is_named_so(monkeypatch):
    permit = make_permit()
    text = permit_code(content_of(permit), place=place_of(permit), at=int(clock.now().timestamp()))
    Permit.objects.filter(pk=permit.pk).update(status="replaced", ended_on=clock.today())
    build_due()
    for answer in (look(text), verify_here(text)):
        assert (answer.result, answer.explanation) == (Verdict.REVOKED, Explanation.REPLACED)


# ---- extension orders


def code_of(permit: Permit, **said: Any) -> str:
    return permit_code(content_of(permit), place=place_of(permit), at=int(clock.now().timestamp()) - 60)


def test_an_extended_permit_shows_both_days_the_order_and_its_reason(people):  # noqa: F811
    permit = make_permit(valid_until_stated=clock.today() - timedelta(days=10))
    order = applied(people, window_from=permit.valid_until_stated, window_to=clock.today())
    permit.refresh_from_db()
    content = look(code_of(permit)).content
    assert (content.stated, content.valid_until) == (permit.valid_until_stated, permit.valid_until)
    assert content.stated < content.valid_until
    assert (content.order, content.reason.startswith(order.act[:20])) == (order.number, True)


def test_a_code_printed_before_an_order_is_explained_by_the_lists_that_the_order_had_built(people):  # noqa: F811
    permit = make_permit(valid_until_stated=clock.today() - timedelta(days=10))
    text = code_of(permit)
    build_due()
    assert (look(text).result, look(text).explanation) == (Verdict.EXPIRED, None)
    order = applied(people, window_from=permit.valid_until_stated, window_to=clock.today())
    assert build_due() == 1  # by the piece that moved the day, not by its message, which may be due much later
    permit.refresh_from_db()
    assert (look(text).result, look(text).explanation) == (Verdict.EXPIRED, Explanation.RENEWED)
    here = verify_here(text)
    assert (here.result, here.explanation, here.valid_until_today) == (Verdict.EXPIRED, Explanation.RENEWED, permit.valid_until)
    fresh = code_of(permit)
    assert look(fresh).result is Verdict.VALID
    repealed(people, order)
    assert build_due() == 1
    assert (look(fresh).result, look(fresh).explanation) == (Verdict.REVOKED, Explanation.SHORTENED)
    assert (verify_here(fresh).result, verify_here(fresh).explanation) == (Verdict.REVOKED, Explanation.SHORTENED)


def test_a_long_act_is_cut_so_that_the_code_is_still_read_from_a_phone():
    long = permit_fields.shortened("Указ Президента Российской Федерации " * 20)
    assert len(long.encode()) <= permit_fields.REASON_BYTES
    assert long.endswith("…")
    permit = make_permit(valid_until_stated=clock.today() - timedelta(days=10), valid_until=clock.today() + timedelta(days=10))
    content = content_of(permit)
    said = {**vars(content), "order": "O26-0001", "reason": long * 3, "name": "ABDURAKHMONOVA-MUKHAMMADSHARIFZODA GULCHEHRA MUKHABBATKHON"}
    text = permit_code(permit_fields.Content(**said), place=2**20 - 1, at=int(clock.now().timestamp()))
    assert qr(text).version <= 20
    assert look(text).content.reason == permit_fields.shortened(long * 3)


# ---- the command


def command(*arguments: Any) -> tuple[int, dict[str, Any]]:
    said, status = io.StringIO(), 0
    try:
        call_command("verify_credential", *map(str, arguments), stdout=said)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(said.getvalue())


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_knows_every_kind_with_records_and_with_saved_lists(kind, tmp_path: Path):
    one = document(kind)
    text = one.code()
    (tmp_path / "portal-keys.json").write_text(json.dumps(published_keys()))
    for name, token in published().items():
        (tmp_path / f"{name}-0.jwt").write_text(token)
    qr(text).save(str(tmp_path / "code.png"), scale=4, border=4)
    for answer in (command(tmp_path / "code.png"), command(text, "--lists", tmp_path)):
        assert (answer[0], answer[1]["kind"], answer[1]["result"]) == (0, kind, "valid")
    one.end()
    dispatch_pending()
    build_due()
    for name, token in published().items():
        (tmp_path / f"{name}-0.jwt").write_text(token)
    for answer in (command(text), command(text, "--lists", tmp_path)):
        assert (answer[0], answer[1]["kind"], answer[1]["result"]) == (1, kind, "revoked")
