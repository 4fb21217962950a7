"""The page /check/qr/ in a browser: with and without network, with and without scripts."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from patents.credential.issuing import credential_text
from patents.models import Patent
from portal import clock
from portal.codes.lists import build_due
from portal.ui import catalogues, frontend_build
from tests.chromium import go
from tests.factories import make_applicant, make_case, make_patent
from tests.patents.credential.people import code_before_a_payment
from tests.patents.credential.test_content import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def _built():
    frontend_build.build()
    catalogues.compile_language("ru")


@pytest.fixture
def codes(tmp_path: Path) -> dict[str, str]:
    """A valid code, one of an annulled patent, and a changed one; the lists are published and the valid one is drawn."""
    first, second = (make_patent("issued", case=make_case("granted", person=make_applicant()), profession="bricklayer") for _ in range(2))
    texts = {"valid": credential_text(first), "revoked": credential_text(second)}
    Patent.objects.filter(pk=second.pk).update(status="annulled", annulled_on=clock.today() - timedelta(days=1))
    texts["tampered"] = texts["valid"][:300] + ("A" if texts["valid"][300] != "A" else "B") + texts["valid"][301:]
    build_due()
    picture(texts["valid"]).convert("L").rotate(7, expand=True, fillcolor=255).save(tmp_path / "code.png")
    return texts


def page_of(chromium: Any, live_server: Any, **options: Any) -> Page:
    page = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", **options).new_page()
    page.set_default_timeout(8000)
    page.goto(live_server.url + "/check/qr/")
    return page


def answer_to(page: Page, text: str) -> str:
    page.fill("#id_text", text)
    page.locator("#main-form").evaluate("form => form.requestSubmit()")  # the button waits a second before it takes another press
    page.wait_for_selector("#answer .portal-panel__title")
    said = page.inner_text("#answer .portal-panel__title").strip()
    page.evaluate("document.getElementById('answer').replaceChildren()")
    return said


def answers(page: Page, codes: dict[str, str]) -> dict[str, str]:
    return {name: answer_to(page, text) for name, text in codes.items()}


def is_right(said: dict[str, str]) -> bool:
    good = said["valid"] == "Valid" and said["revoked"] == "Not valid any more"
    return good and said["tampered"] == "Not valid: changed or damaged"


def test_the_browser_verifies_and_sends_nothing_about_the_code(live_server, chromium, codes):
    page = page_of(chromium, live_server)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append((request.method, request.url.removeprefix(live_server.url))))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    assert is_right(answers(page, codes))
    page.context.close()
    assert {method for method, _ in asked} == {"GET"}
    assert {address for _, address in asked if not address.startswith("/static/")} == {
        "/.well-known/portal-keys.json", "/.well-known/status/revoked/0", "/.well-known/status/in-force/0",
    }  # fmt: skip
    assert complaints == []


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({"status": 404}, "Genuine, but not compared with the lists"),
        ({"status": 200, "body": "x.y.z"}, "Cannot be judged: the lists are not to be trusted"),
    ],
)
def test_without_a_list_or_beside_a_false_one_no_code_is_called_valid(live_server, chromium, codes, answer, title):
    page = page_of(chromium, live_server)
    page.route("**/.well-known/status/**", lambda route: route.fulfill(**answer))
    assert answer_to(page, codes["valid"]) == title
    page.context.close()


def test_a_card_of_before_a_payment_is_valid_by_the_list(live_server, chromium, codes):
    patent = make_patent("issued", case=make_case("granted", person=make_applicant()), profession="bricklayer")
    text = code_before_a_payment(patent)
    build_due()
    page = page_of(chromium, live_server)
    assert answer_to(page, text) == "Valid by the list: the code is older than a payment"
    page.context.close()


def test_a_turned_picture_is_read_and_the_answer_says_who_and_until_when(live_server, chromium, codes, tmp_path):
    page = page_of(chromium, live_server)
    page.set_input_files("#id_picture", tmp_path / "code.png")
    page.click("main button[type=submit]")
    page.wait_for_selector("#answer [data-field=name]")
    said = page.inner_text("#answer").replace("\xa0", " ")
    found = [fault["id"] for fault in Axe().run(page).response["violations"]]
    page.context.close()
    for part in ("Valid", "RAHIMOVA ZARINA", "17 May 1994", "Moscow", "Bricklayer", "Compared with the lists"):
        assert part in said
    assert found == []


def test_a_picture_without_a_code_says_so(live_server, chromium, codes, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG")
    page = page_of(chromium, live_server)
    page.set_input_files("#id_picture", tmp_path / "broken.png")
    page.click("main button[type=submit]")
    page.wait_for_selector("#answer .portal-panel__title")
    assert page.inner_text("#answer .portal-panel__title").strip() == "No code found in the picture"
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_after_getting_ready_it_opens_and_verifies_with_the_network_cut(live_server, chromium, codes, tmp_path, lang):
    page = page_of(chromium, live_server)
    page.click("#prepare")
    page.wait_for_selector("#offline-ready:visible", timeout=20_000)
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/check/qr/?lang={lang}")
    assert page.get_attribute("html", "lang") == lang
    if lang == "en":
        assert is_right(answers(page, codes))
    page.set_input_files("#id_picture", tmp_path / "code.png")
    page.click("main button[type=submit]")
    page.wait_for_selector("#answer [data-field=name]")
    said = page.inner_text("#answer")
    page.context.close()
    assert "RAHIMOVA ZARINA" in said
    assert {"en": "Compared with the lists", "ru": "Сверено со списками"}[lang] in said


def test_without_scripts_the_portal_answers_the_same(live_server, chromium, codes, tmp_path):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    page = page_of(chromium, live_server, java_script_enabled=False)
    said = {}
    for name, text in codes.items():
        page.fill("#id_text", text)
        go(page, "main button[type=submit]")
        said[name] = page.inner_text("#answer .portal-panel__title").strip()
    assert is_right(said)
    page.set_input_files("#id_picture", tmp_path / "code.png")
    go(page, "main button[type=submit]")
    assert "RAHIMOVA ZARINA" in page.inner_text("#answer")
    page.context.close()
