"""What only a browser can tell: keys, width, faults that axe finds, refusals of the content policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.ui import catalogues, frontend_build
from tests.ui import pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.urls("tests.ui.pages"),
    pytest.mark.django_db(transaction=True),
]
ADDRESSES = ["/", "/help/", "/privacy/", "/accessibility/", "/credits/", "/form/", "/gallery/", "/no-such-page/"]


@pytest.fixture(scope="module", autouse=True)
def _built():
    frontend_build.build()
    catalogues.compile_language("ru")
    pages.submitted.clear()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_no_fault_and_nothing_is_refused_or_fetched_elsewhere(live_server, chromium, address, language):
    context = chromium.new_context(locale=language, viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints, hosts = [], set()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(live_server.url + address)
    if address == "/form/":
        page.click("main button[type=submit]")
        page.wait_for_selector(".govuk-error-summary")
    found = Axe().run(page)
    context.close()
    assert [fault["id"] for fault in found.response["violations"]] == []
    assert [text for text in complaints if "404" not in text] == []
    assert hosts == {live_server.url.split("/")[2]}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_fits_320_pixels(live_server, page, address):
    page.goto(live_server.url + address)
    wide = [box for box in (part.bounding_box() for part in page.locator("main *:visible").all()) if box and box["x"] + box["width"] > 321]
    assert wide == []


def test_enter_sends_the_form_and_leaves_the_language(live_server, page):
    page.goto(live_server.url + "/form/")
    page.fill("#id_surname", "Karimova")
    page.press("#id_surname", "Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.input_value("#id_surname") == "Karimova"


def test_the_language_button_keeps_what_was_typed(live_server, page):
    page.goto(live_server.url + "/form/")
    page.fill("#id_surname", "Karimova")
    page.fill("#id_born", "31.02")
    page.check("#id_sex_0")
    page.click("button[value=en]")
    page.wait_for_selector("html[lang=en]")
    assert page.input_value("#id_surname") == "Karimova"
    assert page.input_value("#id_born") == "31.02"
    assert page.is_checked("#id_sex_0")
    assert page.locator(".govuk-error-summary").count() == 0


def test_a_link_of_the_summary_puts_the_cursor_into_its_field(live_server, chromium):
    page = chromium.new_context(locale="ru").new_page()
    page.goto(live_server.url + "/form/")
    page.click("main button[type=submit]")
    page.click('.govuk-error-summary a[href="#id_sex_0"]')
    assert page.evaluate("document.activeElement.id") == "id_sex_0"
    page.context.close()


def test_a_double_click_sends_once(live_server, chromium):
    page = chromium.new_context(locale="ru").new_page()
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(live_server.url + "/form/")
    page.dblclick("main button[type=submit]")
    page.wait_for_selector(".govuk-error-summary")
    page.context.close()
    assert len(posts) == 1
