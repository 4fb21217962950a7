"""The holder's page, the page that verifies on the portal, and the files of the page that works without network."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from patents.credential.indices import index_of
from patents.credential.issuing import content_of, signed
from portal import clock
from portal.codes import pages
from portal.codes.lists import build_due
from portal.edge.limits import Limit
from tests.factories import make_patent, make_user, sign_in
from tests.patents.credential.people import code_before_a_payment
from tests.ui.test_weight import LIMIT, fonts_of, packed, static_file

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def test_the_holder_sees_a_code_that_was_signed_now_and_nobody_keeps_it():
    patent = make_patent("issued")
    client = sign_in(patent.person.user)
    answer = client.get(f"/patents/{patent.series}/{patent.number}/show/")
    assert answer["Cache-Control"] == "no-store, private"
    assert 'class="portal-code"' in answer.text
    assert "<svg" in answer.text
    assert sign_in(make_user()).get(f"/patents/{patent.series}/{patent.number}/show/").status_code == 404


def test_before_the_issue_and_after_an_annulment_there_is_nothing_to_show():
    for patent in (make_patent("granted"), make_patent("annulled")):
        answer = sign_in(patent.person.user).get(f"/patents/{patent.series}/{patent.number}/show/")
        assert (answer.status_code, answer["Location"]) == (302, f"/patents/{patent.series}/{patent.number}/")


def test_the_first_load_stays_light(client: Client):
    page = client.get("/check/qr/", headers=EN).text
    linked = {static_file(link) for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    weight = packed(page.encode()) + sum(packed(path.read_bytes()) for path in linked) + sum(path.stat().st_size for path in fonts_of(page))
    assert weight <= LIMIT
    assert not any(path.suffix == ".wasm" for path in linked)


def test_only_this_page_may_run_web_assembly(client: Client):
    assert "wasm-unsafe-eval" in client.get("/check/qr/")["Content-Security-Policy"]
    assert "wasm-unsafe-eval" not in client.get("/check/")["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_worker_and_the_manifest_name_files_that_exist(client: Client, language):
    worker = client.get("/check/qr/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    assert worker["Cache-Control"] == "no-cache"
    assert all(static_file(link).exists() for link in re.findall(r'"(/static/[^"]+)"', worker.text))
    manifest = json.loads(client.get("/check/qr/manifest.json", headers={"accept-language": language}).content)
    assert (manifest["scope"], manifest["start_url"]) == ("/check/qr/", "/check/qr/")


def test_a_posted_code_is_answered_and_its_spaces_are_kept(client: Client):
    patent, text = make_patent("issued"), ""
    for second in range(200):  # until two spaces meet in the text
        text = signed(content_of(patent), index=index_of(patent), at=clock.now() - timedelta(seconds=second))
        if "  " in text:
            break
    assert "  " in text
    page = client.post("/check/qr/", {"text": text}, headers=EN).text
    assert patent.number in page


def test_a_code_that_no_list_speaks_of_is_called_genuine_and_not_valid_and_a_mistyped_one_damaged(client: Client):
    def said(typed: str) -> str:
        page = client.post("/check/qr/", {"text": typed}, headers=EN).text.split("<template")[0]
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))

    patent = make_patent("issued")
    text = signed(content_of(patent), index=index_of(patent), at=clock.now())
    assert "Genuine, but not compared with the lists" in said(text)
    build_due()
    assert "Genuine, but not compared" not in said(text)
    damaged = said(text[:200] + ("A" if text[200] != "A" else "B") + text[201:])
    assert "Not valid: changed or damaged" in damaged
    assert "RAHIMOVA" not in damaged


def test_a_card_of_before_a_payment_is_valid_by_fresh_lists_and_not_without_them(client: Client):
    patent = make_patent("issued")
    text = code_before_a_payment(patent)
    assert "Not valid: the paid days are over" in client.post("/check/qr/", {"text": text}, headers=EN).text.split("<template")[0]
    build_due()
    page = client.post("/check/qr/", {"text": text}, headers=EN).text.split("<template")[0]
    assert "Valid by the list: the code is older than a payment" in page
    assert "The list says that the patent is valid" in page


@pytest.mark.parametrize("data", [{}, {"text": " "}, {"text": "A" * 5000}, {"picture": SimpleUploadedFile("x.png", b"")}])
def test_nothing_to_verify_is_said_at_the_field(client: Client, data):
    answer = client.post("/check/qr/", data, headers=EN)
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.text


@pytest.mark.parametrize("data", [b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"%PDF-1.4", b"\xff\xd8\xff\xe0" + b"\xff" * 100])
def test_a_picture_that_is_none_is_no_fault(client: Client, data):
    answer = client.post("/check/qr/", {"picture": SimpleUploadedFile("x.png", data)}, headers=EN)
    assert (answer.status_code, "No code found" in answer.text) == (200, True)


@pytest.mark.parametrize("text", ["😀", "\0", "<script>alert(1)</script>", "'; DROP TABLE", "٧٧", "\u202e", "A" * 4296])
def test_hostile_text_is_unreadable_and_no_fault(client: Client, text):
    answer = client.post("/check/qr/", {"text": text}, headers=EN)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "This is not a code of the portal" in answer.text


def test_how_often_one_may_ask_is_limited_like_the_public_check(client: Client, monkeypatch):
    monkeypatch.setattr(pages, "PER_ADDRESS", Limit("code-check", times=2, per_seconds=600))
    assert [client.post("/check/qr/", {"text": "X"}).status_code for _ in range(3)] == [200, 200, 429]
