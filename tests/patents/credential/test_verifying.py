"""The verdict: what every code, list and key leads to. The browser gives the same ones (tests/patents/credential/test_browser.py)."""

import io
import json
import subprocess
import sys
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import base45
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from patents.credential.indices import place_of_a_card, replace_place, replace_sheet
from patents.credential.issuing import content_of, signed
from patents.models import Patent
from patents.paper import patent_pdf
from patents.services import record_payment
from patents.services.payments import Receipt
from portal.codes.checking import verify_here
from portal.codes.lists import stored_list
from portal.codes.models import StatusList
from portal.codes.statuses import ListReader
from portal.codes.verdicts import Verdict
from portal.codes.verifying import verify
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.signing.keys import KeyRing, signer
from portal.signing.pictures import text_in_picture
from portal.signing.published import published_keys
from portal.signing.services import rotate, withdraw
from portal.signing.text import to_message, to_text
from tests.factories import sign_in
from tests.patents.credential.people import FIRST, NOON, at, code_of, issued, later, lists_at, look
from tests.patents.credential.test_content import picture
from tests.patents.test_paper import codes

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 4, 20, 9, tzinfo=UTC)


def test_every_flipped_bit_of_the_compressed_code_changes_the_verdict():
    text = code_of(issued())
    ring = KeyRing.of_the_portal()
    packed = base45.b45decode(text)
    for position in range(len(packed) * 8):
        changed = bytearray(packed)
        changed[position // 8] ^= 1 << position % 8
        forged = base45.b45encode(bytes(changed)).decode()
        answer = verify(forged, ring=ring, reader=ListReader(lambda uri: None, ring), now=int(NOON.timestamp()))
        same = answer.valid and to_message(forged) == to_message(text)  # bits that pad the compressed stream say nothing
        assert same or answer.result is Verdict.TAMPERED or (position < 16 and answer.result is Verdict.UNREADABLE)
        assert same or answer.content is None


def test_one_wrong_missing_or_further_character_is_named_changed_or_damaged():
    text = code_of(issued())
    wrong = [text[:place] + sign + text[place + 1 :] for place in range(len(text)) for sign in "A7:a" if sign != text[place]]
    wrong += [text[:place] + text[place + 1 :] for place in range(9, len(text), 9)] + [text[:-1], text[: len(text) // 2], text + "A"]
    answers = [look(one, NOON, lists=False) for one in wrong]
    assert {(answer.result, answer.content) for answer in answers} == {(Verdict.TAMPERED, None)}


def test_a_code_that_a_letter_broke_into_lines_is_read():
    text = code_of(issued())
    broken = "\r\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    assert look(f"\n{broken}\n", NOON).result is Verdict.VALID


def test_every_flipped_bit_of_the_message_changes_the_verdict():
    message = to_message(code_of(issued()))
    for position in range(len(message) * 8):
        changed = bytearray(message)
        changed[position // 8] ^= 1 << position % 8
        assert look(to_text(bytes(changed)), NOON, lists=False).result in {Verdict.TAMPERED, Verdict.UNREADABLE, Verdict.FOREIGN_KEY}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "77 2600000017",
        "https://portal.example/",
        "A" * 5000,
        "😀",
        "\0",
        to_text(b"\x81" * 5000),
        to_text(b"\0" * 3_000_000),
    ],
)
def test_what_is_no_code_is_unreadable(text):
    assert look(text, NOON).result is Verdict.UNREADABLE


def test_a_zip_bomb_is_not_opened():
    bomb = base45.b45encode(zlib.compress(b"\0" * 2_000_000, 9)).decode()
    assert len(bomb) < 4296
    assert look(bomb, NOON).result is Verdict.UNREADABLE


def test_a_withdrawn_key_and_a_retired_one():
    text, kid = code_of(issued()), signer("credential").kid
    rotate(purpose="credential", actor=SYSTEM)
    assert look(text, NOON).result is Verdict.VALID
    withdraw(kid=kid, reason="copied", actor=SYSTEM)
    answer = look(text, NOON)
    assert (answer.result, answer.content) == (Verdict.WITHDRAWN_KEY, None)


def test_before_the_first_day():
    assert look(code_of(issued()), datetime(2026, 3, 14, 20, 59, tzinfo=UTC)).result is Verdict.NOT_YET


def test_an_annulled_patent_is_revoked_by_the_list_and_even_by_an_old_one(monkeypatch):
    patent = issued()
    text = code_of(patent)
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=FIRST)
    assert (look(text, NOON).result, look(text, NOON).lists) == (Verdict.VALID, "no_list")
    lists_at(monkeypatch, later(hours=1))
    assert look(text, later(hours=2)).result is Verdict.REVOKED
    assert (look(text, later(days=5)).result, look(text, later(days=5)).lists) == (Verdict.REVOKED, "list_old")


def test_a_blocked_card_of_a_valid_patent_is_named_replaced_and_of_an_annulled_one_revoked(monkeypatch):
    patent = issued()
    place = place_of_a_card(patent)
    card, screen = signed(content_of(patent), index=place, at=NOON), code_of(patent)
    lists_at(monkeypatch, later(minutes=5))
    assert look(card, later(hours=1)).result is Verdict.VALID
    older = {row.kind: row.token for row in StatusList.objects.all()}
    replace_place(place)
    lists_at(monkeypatch, later(hours=1))
    answer = look(card, later(hours=2))
    assert (answer.result, answer.explanation) == (Verdict.REVOKED, "replaced_since_printing")
    assert look(screen, later(hours=2)).result is Verdict.VALID
    ring = KeyRing.of_the_portal()
    mixed = ListReader(lambda uri: older["in-force"] if "/in-force/" in uri else stored_list(uri), ring)
    answer = verify(card, ring=ring, reader=mixed, now=int(later(hours=2).timestamp()))
    assert (answer.result, answer.explanation) == (Verdict.REVOKED, None)  # an older list cannot know of an annulment
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=FIRST)
    lists_at(monkeypatch, later(hours=3))
    answer = look(card, later(hours=4))
    assert (answer.result, answer.explanation) == (Verdict.REVOKED, None)


def test_a_code_of_the_sheet_before_is_named_replaced_and_the_new_sheet_is_valid(monkeypatch):
    patent = issued()
    old = code_of(patent)
    replace_sheet(patent)
    lists_at(monkeypatch, later(hours=1))
    assert look(old, later(hours=2)).explanation == "replaced_since_printing"
    assert look(code_of(patent), later(hours=2)).result is Verdict.VALID


def test_a_code_printed_before_a_payment_is_explained_by_later_lists(monkeypatch):
    patent = issued()
    text = code_of(patent)
    at(monkeypatch, NOON)
    month = Receipt("tax_advance", 10000, 1, date(2026, 4, 10), "demo", "second")
    record_payment(patent_id=patent.pk, receipts=[month], actor=SYSTEM, on=date(2026, 4, 10))
    lists_at(monkeypatch, datetime(2026, 4, 13, 20, tzinfo=UTC))
    assert look(text, AFTER).explanation is None  # a list made before the last day cannot know
    lists_at(monkeypatch, AFTER)
    answer = look(text, AFTER + timedelta(hours=1))
    assert (answer.result, answer.explanation, answer.lists) == (Verdict.EXPIRED, "renewed_since_printing", "fresh")


def test_a_code_whose_patent_was_shortened_is_not_valid_and_explained(monkeypatch):
    patent = issued(months=2, paid_through=date(2026, 5, 14))
    text = code_of(patent)
    Patent.objects.filter(pk=patent.pk).update(paid_through=date(2026, 4, 14))
    lists_at(monkeypatch, AFTER)
    answer = look(text, AFTER + timedelta(hours=1))
    assert (answer.result, answer.explanation) == (Verdict.REVOKED, "shortened_since_printing")


def test_a_list_made_before_the_code_does_not_speak_against_it(monkeypatch):
    patent = issued(paid_through=FIRST)
    lists_at(monkeypatch, NOON)
    Patent.objects.filter(pk=patent.pk).update(paid_through=date(2026, 4, 14))
    patent.refresh_from_db()
    text = code_of(patent, made=later(minutes=1))
    assert (look(text, later(minutes=2)).result, look(text, later(minutes=2)).explanation) == (Verdict.VALID, None)


def test_an_old_list_is_named_old_and_a_replayed_one_is_not_used(monkeypatch):
    patent = issued()
    text = code_of(patent)
    lists_at(monkeypatch, NOON)
    old = {row.kind: row.token for row in StatusList.objects.all()}
    answer = look(text, later(days=3))
    assert (answer.result, answer.lists, answer.list_age) == (Verdict.VALID, "list_old", 3 * 24 * 3600)
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=FIRST)
    lists_at(monkeypatch, later(hours=2))
    ring = KeyRing.of_the_portal()
    reader = ListReader(stored_list, ring)
    assert verify(text, ring=ring, reader=reader, now=int(later(hours=3).timestamp())).result is Verdict.REVOKED
    replayed = ListReader(lambda uri: old[uri.split("/")[-2]], ring, reader.seen)
    answer = verify(text, ring=ring, reader=replayed, now=int(later(hours=3).timestamp()))
    assert (answer.result, answer.lists) == (Verdict.NOT_JUDGED, "list_replayed")


@pytest.mark.parametrize("spoil", [lambda t: t[:-8] + "AAAAAAAA", lambda t: "", lambda t: "x.y.z", lambda t: t.split(".")[0]])
def test_a_spoilt_list_is_not_used_and_named(monkeypatch, spoil):
    text = code_of(issued())
    lists_at(monkeypatch, NOON)
    ring = KeyRing.of_the_portal()
    reader = ListReader(lambda uri: spoil(stored_list(uri)), ring)
    answer = verify(text, ring=ring, reader=reader, now=int(NOON.timestamp()))
    assert (answer.result, answer.lists) == (Verdict.NOT_JUDGED, "list_bad")


def test_a_list_of_another_kind_or_block_does_not_stand_for_the_one_asked(monkeypatch):
    text = code_of(issued())
    lists_at(monkeypatch, NOON)
    ring = KeyRing.of_the_portal()
    other = StatusList.objects.get(kind="in-force").token
    answer = verify(text, ring=ring, reader=ListReader(lambda uri: other, ring), now=int(NOON.timestamp()))
    assert (answer.result, answer.lists) == (Verdict.NOT_JUDGED, "list_bad")


def test_a_code_made_at_the_portal_s_former_address_is_compared_with_the_lists_of_today(monkeypatch, settings):
    patent = issued()
    settings.SITE_URL = "https://former.example"
    text = code_of(patent)
    settings.SITE_URL = "https://today.example"
    lists_at(monkeypatch, later(minutes=5))
    assert (look(text, later(hours=1)).result, look(text, later(hours=1)).lists) == (Verdict.VALID, "fresh")
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=FIRST)
    lists_at(monkeypatch, later(hours=1))
    assert look(text, later(hours=2)).result is Verdict.REVOKED
    assert command(text)[0] == 1


def test_page_paper_and_fresh_code_name_the_same_new_day_after_a_payment(monkeypatch):
    patent = issued()
    old = code_of(patent)
    at(monkeypatch, datetime(2026, 4, 10, 9, tzinfo=UTC))
    month = Receipt("tax_advance", 10000, 1, date(2026, 4, 10), "demo", "second")
    record_payment(patent_id=patent.pk, receipts=[month], actor=SYSTEM, on=date(2026, 4, 10))
    dispatch_pending()
    patent.refresh_from_db()
    [printed] = codes(patent_pdf(patent, on=date(2026, 4, 10)))
    page = sign_in(patent.person.user).get(f"/patents/{patent.series}/{patent.number}/show/").text
    assert {verify_here(text).content.paid_through for text in (printed, code_of(patent))} == {date(2026, 5, 14)}
    assert "14 мая 2026" in page.replace("\xa0", " ")
    lists_at(monkeypatch, AFTER)
    assert verify_here(old).explanation == "renewed_since_printing"
    assert verify_here(printed).result is Verdict.VALID


def command(*arguments) -> tuple[int, dict]:
    said, status = io.StringIO(), 0
    try:
        call_command("verify_credential", *map(str, arguments), stdout=said)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(said.getvalue())


def test_the_command_takes_text_a_text_file_and_a_picture(monkeypatch, tmp_path: Path):
    text = code_of(issued())
    lists_at(monkeypatch, NOON)
    (tmp_path / "code.txt").write_text(text + "\n")
    picture(text).convert("RGB").save(tmp_path / "code.jpg")
    picture(text).save(tmp_path / "code.png")
    for what in (text, tmp_path / "code.txt", tmp_path / "code.jpg", tmp_path / "code.png"):
        status, answer = command(what)
        assert (status, answer["result"], answer["content"]["name"]) == (0, "valid", "RAHIMOVA ZARINA")
    (tmp_path / "nothing.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    for what in ("junk", tmp_path / "nothing.png", "A" * 4000):
        assert command(what)[0] == 1


def test_the_command_works_from_a_folder_and_remembers_the_highest_sequence(monkeypatch, tmp_path: Path):
    text = code_of(issued())
    lists_at(monkeypatch, NOON)
    (tmp_path / "portal-keys.json").write_text(json.dumps(published_keys()))
    old = {row.kind: row.token for row in StatusList.objects.all()}
    lists_at(monkeypatch, later(hours=1))
    for row in StatusList.objects.all():
        (tmp_path / f"{row.kind}-0.jwt").write_text(row.token)
    assert command(text, "--lists", tmp_path)[1]["lists"] == "fresh"
    for kind, token in old.items():
        (tmp_path / f"{kind}-0.jwt").write_text(token)
    status, answer = command(text, "--lists", tmp_path)
    assert (status, answer["result"], answer["lists"]) == (1, "not_judged", "list_replayed")
    with pytest.raises(CommandError):
        command(text, "--lists", tmp_path / "nowhere")


def test_the_command_tells_a_genuine_code_without_a_list_from_a_valid_one(monkeypatch, tmp_path: Path):
    text = code_of(issued())
    lists_at(monkeypatch, NOON)
    (tmp_path / "portal-keys.json").write_text(json.dumps(published_keys()))
    status, answer = command(text, "--lists", tmp_path)
    assert (status, answer["lists"]) == (2, "no_list")
    for row in StatusList.objects.all():
        (tmp_path / f"{row.kind}-0.jwt").write_text(row.token)
    assert command(text, "--lists", tmp_path)[0] == 0


def test_the_command_with_a_folder_needs_no_database(monkeypatch, tmp_path: Path):
    text = code_of(issued(), made=NOON)
    (tmp_path / "portal-keys.json").write_text(json.dumps(published_keys()))
    environment = {"DJANGO_SETTINGS_MODULE": "portal.settings.embedded", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PATH": ""}
    environment |= {"SECRET_KEY": "x" * 60, "REDIS_URL": "redis://127.0.0.1:1/0", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "verify_credential", text, "--lists", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["content"]["name"] == "RAHIMOVA ZARINA", done.stderr[-500:]


def test_a_picture_without_a_code_or_that_is_none_gives_nothing():
    assert text_in_picture(b"") is None
    assert text_in_picture(b"GIF89a" + b"\0" * 100) is None
    blank = io.BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "png")
    assert text_in_picture(blank.getvalue()) is None
