"""The page of the one verifier: by the server without scripts, by the browser with them, and without network; the same words."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from patents.models import Patent
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.models import Permit
from permits.proof.credential import content_of
from permits.proof.credential import signed as permit_code
from permits.proof.places import place_of
from permits.services import end_permit
from portal import clock
from portal.codes.lists import build_due
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.ui import catalogues, frontend_build
from tests.chromium import go
from tests.codes.people import KINDS, document, within_days
from tests.factories import make_permit, make_user

TITLES = {"patent": "Work patent", "permit": "Document about stay or residence", "interim_certificate": "Interim certificate"}
EN = {"accept-language": "en"}
LINES = "[...document.querySelectorAll('#answer dl > div')].map(row => [...row.children].map(part => part.innerText.trim()))"
ABOUT_LISTS = {"Code made", "Lists"}


def extended_permit() -> Permit:
    """Ten days past what it says, valid for thirty more by an order."""
    stated = clock.today() - timedelta(days=10)
    permit = make_permit(valid_until_stated=stated, valid_until=clock.today() + timedelta(days=30))
    officers = [make_user("supervisor") for _officer in range(2)]
    order = ExtensionOrder.objects.create(
        number="R26-0007", act="Presidential Decree 364", citation="para. 2", kinds=[permit.kind], window_from=stated,
        window_to=stated, mode="fixed", until=permit.valid_until, effective_from=stated, drafted_by=officers[0], drafted_at=clock.now(),
        approved_by=officers[1], approved_at=clock.now(), status="applied",
    )  # fmt: skip
    PermitExtension.objects.create(
        order=order, document=permit, stated=stated, before=stated, gives=permit.valid_until, after=permit.valid_until, days=40,
        rule_version=1, applied_at=clock.now(),
    )  # fmt: skip
    return permit


def code_of(permit: Permit) -> str:
    return permit_code(content_of(permit), place=place_of(permit), at=int(clock.now().timestamp()) - 60)


def answer(client: Client, text: str) -> str:
    return client.post("/check/qr/", {"text": text}, headers=EN).text.split("<template")[0].replace("\xa0", " ")


# ---- by the server


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_server_names_the_kind_shows_its_facts_and_what_became_of_it(client, kind):
    one = document(kind)
    page = answer(client, one.code())
    for part in (TITLES[kind], "RAHIMOVA ZARINA", "17 May 1994", "Tajikistan", "Moscow", "Code made", "Compared with"):
        assert part in page, part
    assert "Valid" in page
    assert ("1 minute ago" in page) == (kind == "patent")  # of the others the portal asks its own records
    one.end()
    dispatch_pending()
    build_due()
    assert "Not valid any more" in answer(client, one.code())


@pytest.mark.django_db
def test_an_extended_permit_has_both_days_and_the_order_on_the_page(client):
    permit = extended_permit()
    page = answer(client, code_of(permit))
    assert (
        page.index("as the document says") < page.index("when the code was made") < page.index("R26-0007 Presidential Decree 364, para. 2")
    )
    plain = answer(client, code_of(make_permit()))
    assert "as the document says" not in plain
    assert "Extended by an order" not in plain
    assert "without a last day" in answer(client, code_of(make_permit(kind="permanent_residence", valid_until_stated=None)))


@pytest.mark.django_db
def test_a_day_that_an_order_moved_stands_on_the_page_of_the_portal(client):
    permit = make_permit(valid_until_stated=clock.today() + timedelta(days=5))
    text, later = code_of(permit), clock.today() + timedelta(days=100)
    Permit.objects.filter(pk=permit.pk).update(valid_until=later)
    page = answer(client, text)
    assert f"{later.day} {later:%B %Y}" in page
    assert "its last day is another one now" in page


@pytest.mark.django_db
def test_the_days_of_a_certificate_are_told_apart(client):
    one = document("interim_certificate")
    page = answer(client, one.code())
    assert "the decision on the application; the code is renewed until then" in page
    assert f"{one.last.day} {one.last:%B %Y}" in page
    renewed = answer(client, one.code(made=clock.now() - timedelta(days=30), **within_days(one)))
    assert "The rights continue: the code has been renewed" in renewed
    assert "The fresh code can be checked until" in renewed


@pytest.mark.django_db
def test_every_moment_of_an_answer_names_its_zone(client):
    page = answer(client, document("permit").code())
    for field in ("issued_at", "checked_at"):
        assert "Moscow time" in page.split(f'data-field="{field}">')[1].split("</")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["interim_check", "permit_code"])
def test_addresses_on_sheets_of_before_lead_to_the_one_verifier_and_answer_too(client, name):
    led = client.get(reverse(name))
    assert (led.status_code, led["Location"]) == (302, "/check/qr/")
    text = document("permit").code()
    assert TITLES["permit"] in client.post(reverse(name), {"text": text}, headers=EN).text.split("<template")[0]


@pytest.mark.django_db
def test_the_public_check_says_what_else_can_be_checked(client):
    page = client.get("/check/", headers=EN).text
    assert "of a patent, a document about stay or residence, an interim certificate" in page
    assert reverse("credential_check") in page
    assert reverse("permit_check") in page


# ---- in a browser

browser = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def _built() -> None:
    frontend_build.build()
    catalogues.compile_language("ru")


@pytest.fixture
def codes(_built) -> dict[str, str]:
    """What each is called by the browser; lists are published."""
    made = {}
    for kind in KINDS:
        good, gone, late = document(kind), document(kind), document(kind)
        made |= {f"{kind} good": good.code(), f"{kind} gone": gone.code()}
        made[f"{kind} late"] = late.code(made=clock.now() - timedelta(days=30), **within_days(late))
        made[f"{kind} changed"] = good.code()[:-9] + good.code()[-9:][::-1]
        gone.end()
    made["extended"] = code_of(extended_permit())
    replaced = make_permit()
    made["replaced"] = code_of(replaced)
    end_permit(permit_id=replaced.pk, status="replaced", actor=SYSTEM, on=clock.today())
    dispatch_pending()
    Patent.objects.filter(status="annulled").update(annulled_on=clock.today() - timedelta(days=1))
    build_due()
    return made


def opened(chromium: Any, live_server: Any, **options: Any) -> Page:
    page = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", **options).new_page()
    page.set_default_timeout(30_000)
    page.goto(live_server.url + "/check/qr/")
    return page


def told(page: Page, text: str, *, scripts: bool = True) -> tuple[str, list[str], list[list[str]]]:
    """The kind, the heading with its explanation, and the lines of an answer, but for those about the lists."""
    page.fill("#id_text", text)
    if scripts:
        page.evaluate("document.getElementById('answer').replaceChildren()")
        page.locator("#main-form").evaluate("form => form.requestSubmit()")
    else:
        go(page, "main button[type=submit]")
    page.wait_for_selector("#answer .portal-panel__title")
    title = page.locator("#answer [data-field=title]")
    lines = [line for line in page.evaluate(LINES) if line[0] not in ABOUT_LISTS] if scripts else _lines(page)
    words = [part.strip() for part in page.inner_text("#answer .portal-panel").splitlines() if part.strip()]
    return title.inner_text() if title.count() else "", words, lines


def _lines(page: Page) -> list[list[str]]:
    rows = page.locator("#answer dl > div").all()
    lines = [[row.locator("dt").inner_text().strip(), row.locator("dd").inner_text().strip()] for row in rows]
    only_here = {"Today it is valid through", "The fresh code can be checked until"}
    return [line for line in lines if line[0] not in ABOUT_LISTS | only_here]


class TestInABrowser:
    pytestmark = browser

    def test_with_and_without_scripts_the_answers_are_the_same_words(self, live_server, chromium, codes):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        page, plain = opened(chromium, live_server), opened(chromium, live_server, java_script_enabled=False)
        for name, text in codes.items():
            assert told(page, text) == told(plain, text, scripts=False), name
        page.context.close(), plain.context.close()

    def test_without_network_every_kind_is_named_and_judged_by_the_kept_lists(self, live_server, chromium, codes):
        page = opened(chromium, live_server)
        page.click("#prepare")
        page.wait_for_selector("#offline-ready:visible", timeout=60_000)
        page.context.set_offline(True)
        page.goto(f"{live_server.url}/check/qr/?lang=en")
        said = {name: told(page, text) for name, text in codes.items()}
        ages = page.inner_text("#answer [data-field=list_as_of]")
        page.context.close()
        for kind in KINDS:
            assert said[f"{kind} good"][0] == said[f"{kind} gone"][0] == TITLES[kind]
            assert said[f"{kind} good"][1][0].startswith("Valid")
            assert said[f"{kind} gone"][1][0].startswith("Not valid any more")
            assert said[f"{kind} late"][1][0].split(":")[0] in {"Valid by the list", "Valid", "The rights continue"}
            assert said[f"{kind} changed"][0] == ""
        assert "A newer document has taken its place" in " ".join(said["replaced"][1])
        assert ["Extended by an order", "R26-0007 Presidential Decree 364, para. 2"] in said["extended"][2]
        assert "Moscow time (" in ages
        assert "ago)" in ages

    def test_it_fetches_the_lists_of_the_one_code_and_nothing_about_it(self, live_server, chromium, codes):
        wanted = {"permit good": {"permit-revoked", "permit-in-force"}, "interim_certificate good": {"interim-revoked"}}
        for name, lists in wanted.items():
            page, asked = opened(chromium, live_server), []
            page.on("request", lambda request, asked=asked: asked.append((request.method, request.url.removeprefix(live_server.url))))
            told(page, codes[name])
            page.context.close()
            addresses = {address for _method, address in asked if not address.startswith("/static/")}
            assert addresses == {"/.well-known/portal-keys.json", *(f"/.well-known/status/{one}/0" for one in lists)}
            assert {method for method, _ in asked} == {"GET"}
