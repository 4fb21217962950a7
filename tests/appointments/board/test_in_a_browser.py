"""What only a browser can tell of the counter: that it brings itself up to date, what axe finds, and that it fits."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from appointments.board import services
from portal.ui import catalogues, frontend_build
from tests.appointments.board.counter import Counter
from tests.factories import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]
SOON = 9000  # milliseconds: two pauses of the script and a slow machine


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    frontend_build.build()
    catalogues.compile_language("ru")


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def screen(counter: Counter) -> str:
    return reverse("screen:show", args=[services.open_screen(reception_id=counter.reception.pk, actor=counter.actor).key])


def officer_page(counter: Counter, chromium: Any, live_server: Any, **options: Any) -> Any:
    """The board at the desk of the day, signed in."""
    client = sign_in(counter.officer)
    client.post(reverse("admin:board_desk", args=[counter.reception.office.code]), {"desk": counter.desk.pk})
    context = chromium.new_context(**options)
    cookies = {"sessionid": client.cookies["sessionid"].value, settings.LANGUAGE_COOKIE_NAME: "en"}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(live_server.url + reverse("admin:board_office", args=[counter.reception.office.code]))
    return page


def faults(page: Any) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_the_screen_shows_a_call_without_reloading_and_axe_finds_no_fault(counter: Counter, live_server: Any, chromium: Any) -> None:
    page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + screen(counter))
    page.evaluate("window.stayed = true")
    visit = counter.walk_in()
    counter.call()
    page.wait_for_selector(f"tr.called >> text={visit.ticket}", timeout=SOON)
    assert page.evaluate("window.stayed")
    assert (faults(page), complaints) == ([], [])
    page.context.close()


def test_a_screen_without_connection_says_so_until_it_is_back(counter: Counter, live_server: Any, chromium: Any) -> None:
    page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(live_server.url + screen(counter))
    assert page.locator("[data-live-lost]").is_hidden()
    page.route("**/live/", lambda route: route.abort())
    page.wait_for_selector("text=No connection", timeout=30000)
    assert faults(page) == []
    page.unroute("**/live/")
    page.wait_for_selector("[data-live-lost]", state="hidden", timeout=30000)
    page.context.close()


def test_without_scripts_the_screen_reloads_itself(counter: Counter, live_server: Any, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + screen(counter))
    ticket = counter.walk_in().ticket
    page.wait_for_selector(f"text={ticket}", timeout=15000)
    page.context.close()


def test_the_board_shows_who_came_and_keeps_the_keyboard_where_it_stood(counter: Counter, live_server: Any, chromium: Any) -> None:
    page = officer_page(counter, chromium, live_server)
    page.evaluate("window.stayed = true")
    page.focus("#call-next")
    ticket = counter.walk_in().ticket
    page.wait_for_selector(f"[data-live] >> text={ticket}", timeout=SOON)
    assert (page.evaluate("document.activeElement.id"), page.evaluate("window.stayed")) == ("call-next", True)
    page.keyboard.press("Enter")
    page.wait_for_selector("#act-start")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visit_is_called_and_finished_by_buttons(counter: Counter, live_server: Any, chromium: Any, scripts: bool) -> None:
    visit = counter.walk_in()
    page = officer_page(counter, chromium, live_server, java_script_enabled=scripts)
    for button in ("#call-next", "#act-start", "#act-finishon"):
        page.click(button)
        page.wait_for_load_state()
    page.wait_for_selector("#call-next")
    visit.refresh_from_db()
    assert visit.state == "done"
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_board_has_no_fault_and_fits(counter: Counter, live_server: Any, chromium: Any, width: int) -> None:
    counter.visit_in("done")
    counter.walk_in()
    counter.call()
    screen(counter)
    page = officer_page(counter, chromium, live_server, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []
    page.context.close()
