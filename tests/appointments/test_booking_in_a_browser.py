"""The whole way to an appointment in a browser, with scripts and without: what axe finds, that it fits, that the countdown counts."""

import os
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from appointments.models import Booking, ServiceAtOffice
from appointments.services import hold_slot
from cases.models import Case, InformationRequest
from portal import clock
from portal.events.actor import SYSTEM
from portal.ui import catalogues, frontend_build
from tests.appointments.world import make_desk, make_offered, make_reception, make_slot, when
from tests.chromium import go
from tests.factories import make_case, make_office, make_person, make_user, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("BOOKING_PICTURES", "")  # a folder: keep a picture of every page there, to look at


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    frontend_build.build()
    catalogues.compile_language("ru")


def furnished() -> ServiceAtOffice:
    """Two offices; at the first some days with several times, one of them after the person's last day."""
    place = {"latitude": "55.75580", "longitude": "37.61730", "way_ru": "Вход со двора.", "way_en": "Entrance from the courtyard."}
    offered = make_offered(make_reception(step_free=True, hearing_loop=True, **place))
    offered.service.bring_ru, offered.service.bring_en = "паспорт\nмиграционная карта", "passport\nmigration card"
    offered.service.save()
    for desk in (make_desk(offered.reception), make_desk(offered.reception)):
        for day in (2, 3, 9):
            for hour in range(9, 13):
                make_slot(offered, desk=desk, in_days=day, at=time(hour))
    far = make_offered(make_reception(make_office("780-001", region="78"), latitude="59.93860", longitude="30.31410"))
    make_slot(far, in_days=4)
    return offered


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "scripts"), [(390, False), (1280, True), (320, True)])
def test_a_person_books_moves_and_cancels(live_server: Any, chromium: Any, language: str, width: int, scripts: bool) -> None:
    offered, person = furnished(), make_person()
    case = make_case("in_review", person=person)
    Case.objects.filter(pk=case.pk).update(status="info_requested")
    by = clock.today() + timedelta(days=6)
    InformationRequest.objects.create(case=case, asked_by=make_user(), text="Покажите паспорт", counter=["originals"], answer_by=by)
    assert person.user is not None
    context = chromium.new_context(viewport={"width": width, "height": 844}, java_script_enabled=scripts)
    cookies = {"sessionid": sign_in(person.user).cookies["sessionid"].value, settings.LANGUAGE_COOKIE_NAME: language}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{live_server.url}/cases/{case.reference}/")
    go(page, f"a[href*='case={case.reference}']")
    look(page, "offices", scripts, width)
    go(page, f"a[href*='/{offered.reception.office.code}/'] >> nth=0")
    go(page, ".portal-days a >> nth=0")
    look(page, "times", scripts, width)
    go(page, "button[name=at] >> nth=0")
    look(page, "hold", scripts, width)
    assert page.locator("[role=timer]").is_visible() is scripts
    left = seconds_left(page)
    page.wait_for_timeout(1100)
    page.reload()
    assert seconds_left(page) < left
    go(page, "form:not([action]) button.govuk-button >> nth=0")
    look(page, "visit", scripts, width)
    booking = Booking.objects.get()
    assert (booking.state, booking.case_id) == ("booked", case.pk)
    go(page, "a[href*='move=']")
    go(page, f"h2 a[href*='/{offered.reception.office.code}/']")
    go(page, ".portal-days a >> nth=0")
    look(page, "move", scripts, width)
    go(page, "button[name=at] >> nth=1")
    look(page, "confirm-move", scripts, width)
    go(page, "main form button.govuk-button")
    booking.refresh_from_db()
    assert booking.at == time(10)
    go(page, "a[href$='/cancel/']")
    look(page, "cancel", scripts, width)
    go(page, "main form button")
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    look(page, "mine", scripts, width)
    assert complaints == []
    context.close()


def seconds_left(page: Any) -> int:
    return int(page.locator("[data-countdown]").get_attribute("data-countdown"))


def look(page: Any, name: str, scripts: bool, width: int) -> None:
    """It fits the window, and axe, which needs scripts, finds no fault."""
    if PICTURES:
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{language}.png", full_page=True)
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []


def test_when_the_ten_minutes_end_the_open_page_says_so_by_itself(live_server: Any, chromium: Any) -> None:
    person = make_person()
    assert person.user is not None
    booking = hold_slot(**when(make_slot()), person_id=person.pk, actor=SYSTEM)
    Booking.objects.filter(pk=booking.pk).update(hold_until=clock.now() + timedelta(seconds=8))
    context = chromium.new_context()
    cookies = {"sessionid": sign_in(person.user).cookies["sessionid"].value, settings.LANGUAGE_COOKIE_NAME: "en"}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{live_server.url}/appointments/{booking.number}/")
    assert page.locator("text=Confirm the appointment").is_visible()
    page.wait_for_selector("text=is not kept for you any more", timeout=30000)
    assert page.locator("text=Confirm the appointment").count() == 0
    context.close()
