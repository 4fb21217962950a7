"""The page of a confirmed appointment: its code read by another program, its place on a map, its calendar file, and what stays on paper."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import vobject
import zxingcpp
from django.conf import settings
from PIL import Image, ImageDraw

from appointments.models import Booking
from appointments.services import confirm_party, hold_party
from portal.events.actor import SYSTEM
from portal.ui.formats import civil_date
from tests.appointments.test_booking_pages import page_of, signed_in
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, make_slot, when
from tests.factories import make_child, make_office, make_person

pytestmark = pytest.mark.django_db
DOTS = 4  # for one module of the code


@pytest.fixture
def family() -> tuple[Any, list[Booking]]:
    """A parent and a child who come one after another."""
    office = make_office(phone="+7 495 000-00-01")
    place = {"latitude": Decimal("55.75580"), "longitude": Decimal("37.61730")}
    reception = make_reception(office, **place, way_ru="Вход со двора", way_en="Entrance from the yard")
    offered = make_offered(reception, make_service(bring_ru="Паспорт", bring_en="Passport"))
    desk, parent = make_desk(reception), make_person()
    first = make_slot(offered, desk=desk)
    make_slot(offered, desk=desk, at=first.ends_at.astimezone(first.starts_at.tzinfo).time())
    people = [(parent.pk, None), (make_child(parent).child_id, None)]
    held = hold_party(**when(first), people=people, actor=SYSTEM)
    assert held[0].party
    return parent, confirm_party(party=held[0].party, actor=SYSTEM)


def painted(svg: str) -> Image.Image:
    """The picture as a browser paints it: the strokes of its one path, a module each."""
    width, height = (int(float(side)) for side in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())  # type: ignore[union-attr]
    scale = float(re.search(r"scale\(([\d.]+)\)", svg)[1]) if "scale(" in svg else 1.0  # type: ignore[index]
    size = (round(width / scale) * DOTS, round(height / scale) * DOTS)
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    x = y = 0.0
    for act, given in re.findall(r"([Mmh])\s*([-\d. ]+)", re.search(r'\bd="([^"]+)"', svg)[1]):  # type: ignore[index]
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", given)]
        if act == "h":
            draw.rectangle((x * DOTS, (y - 0.5) * DOTS, (x + numbers[0]) * DOTS - 1, (y + 0.5) * DOTS - 1), fill=0)
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if act == "M" else (x + numbers[0], y + numbers[1])
    return image


def test_another_program_reads_from_each_code_the_number_beside_it(family: tuple[Any, list[Booking]]) -> None:
    parent, bookings = family
    page = page_of(signed_in(parent), f"/appointments/{bookings[0].number}/")
    tickets = re.findall(r'<figure class="portal-ticket">(<svg.*?</svg>)<figcaption>.*?portal-number">([^<]+)<', page, re.S)
    read = [[found.text for found in zxingcpp.read_barcodes(painted(svg))] for svg, _number in tickets]
    assert read == [[number] for _svg, number in tickets]
    assert sorted(number for _svg, number in tickets) == sorted(one.number for one in bookings)


def test_the_links_to_maps_lead_to_the_place_of_the_office_in_both_languages(family: tuple[Any, list[Booking]]) -> None:
    parent, bookings = family
    client = signed_in(parent)
    for language in ("en", "ru"):  # a Russian page must not write "55,75580"
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = unescape(page_of(client, f"/appointments/{bookings[0].number}/"))
        assert 'href="geo:55.75580,37.61730"' in page
        assert 'href="https://www.openstreetmap.org/?mlat=55.75580&mlon=37.61730#map=17/55.75580/37.61730"' in page


def test_the_page_links_a_calendar_file_of_the_same_visit(family: tuple[Any, list[Booking]]) -> None:
    parent, (first, _second) = family
    client = signed_in(parent)
    [address] = re.findall(r'href="(/appointments/[^"]+calendar\.ics)"', page_of(client, f"/appointments/{first.number}/"))
    event = vobject.readOne(client.get(address).content.decode()).vevent
    assert (event.dtstart.value, event.dtend.value) == (first.starts_at, first.ends_at)
    assert first.number in event.description.value


def printed(page: str) -> str:
    """What is left of the page on paper: without the parts that the style sheet keeps from print, by their classes."""
    main = page[page.index("<main") : page.index("</main>")]
    for tag in ("div", "p", "span"):
        main = re.sub(rf'<{tag} class="[^"]*portal-no-print[^"]*">(?:(?!<{tag}).)*?</{tag}>', "", main, flags=re.S)
    return main


def test_on_paper_stand_all_facts_and_nothing_to_press(family: tuple[Any, list[Booking]]) -> None:
    parent, bookings = family
    paper = printed(page_of(signed_in(parent), f"/appointments/{bookings[0].number}/"))
    office = bookings[0].offered.reception.office
    facts = [office.name_en, office.address_en, "Entrance from the yard", civil_date(bookings[0].day), "Passport"]
    facts += ["by the clock of the office", *(one.number for one in bookings), *(f"{one.at:%H:%M}" for one in bookings)]
    for fact in facts:
        assert fact in paper
    assert paper.count("portal-qr") == len(bookings)
    assert "<button" not in paper
    assert "Cancel the appointment" not in paper
