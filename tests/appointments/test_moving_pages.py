"""A pressed time moves nothing: the page "from here to there" is confirmed first, and says how often one may still change."""

from datetime import time, timedelta
from urllib.parse import unquote

import pytest

from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, confirm_party, hold_party, move_booking
from portal.events.actor import SYSTEM
from profiles.models import Person
from tests.appointments.test_booking_pages import TODAY, invited, page_of, pressed, signed_in, times_of
from tests.appointments.waiting.world import booked, stop_clock
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, make_slot, when
from tests.factories import make_child, make_office, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def move_page(booking: Booking, slot: Slot, office: str = "770-001") -> str:
    return f"/appointments/{booking.number}/move/?office={office}&day={slot.day.isoformat()}&at={slot.at:%H:%M}"


def stays(booking: Booking) -> bool:
    former = booking.slot_id
    booking.refresh_from_db()
    return (booking.slot_id, booking.state) == (former, "booked")


def test_a_pressed_time_leads_to_a_page_that_says_from_where_and_where_to_and_moves_nothing() -> None:
    offered, person = make_offered(), make_person()
    mine, there = booked(offered, person), make_slot(offered, in_days=4, at=time(11))
    client = signed_in(person)
    asked = client.post(times_of(offered, move=mine.number), pressed(there))
    assert unquote(asked.url) == move_page(mine, there)
    page = page_of(client, asked.url)
    assert "18\u00a0June\u00a02026, 10:00" in page
    assert "19\u00a0June\u00a02026, 11:00" in page
    assert "You can still change your mind 3 times within 30 days" in page
    assert stays(mine)
    moved = client.post(asked.url, follow=True).content.decode()
    mine.refresh_from_db()
    assert mine.slot_id == there.pk
    assert "The appointment is moved" in moved
    assert "You can still change your mind 2 times" in moved


def test_confirming_the_move_twice_moves_once() -> None:
    offered, person = make_offered(), make_person()
    mine, there = booked(offered, person), make_slot(offered, in_days=4)
    client = signed_in(person)
    answers = [client.post(move_page(mine, there)) for _ in range(2)]
    mine.refresh_from_db()
    assert (mine.slot_id, mine.version) == (there.pk, 2)
    assert {answer.url for answer in answers} == {f"/appointments/{mine.number}/"}


def test_a_time_that_somebody_took_meanwhile_leads_back_to_the_day_and_the_old_one_stays() -> None:
    offered, person = make_offered(), make_person()
    mine, there = booked(offered, person), make_slot(offered, in_days=4)
    client = signed_in(person)
    book_slot(**when(there), person_id=make_person().pk, actor=SYSTEM)
    for answer in (client.get(move_page(mine, there), follow=True), client.post(move_page(mine, there), follow=True)):
        assert "Somebody has just taken this time" in answer.content.decode()
        assert answer.redirect_chain[-1][0].endswith(f"?move={mine.number}&day={there.day.isoformat()}")
    assert stays(mine)


def test_when_the_changes_are_used_up_no_page_has_a_button_to_move_and_the_day_is_said() -> None:
    offered, person = make_offered(service=make_service(changes=1)), make_person()
    mine = booked(offered, person)
    move_booking(booking_id=mine.pk, **when(make_slot(offered, in_days=5)), actor=SYSTEM)
    mine.refresh_from_db()
    there = make_slot(offered, in_days=6)
    client = signed_in(person)
    again = "15\u00a0July\u00a02026"
    for address in (f"/appointments/{mine.number}/", move_page(mine, there), times_of(offered, move=mine.number)):
        assert again in page_of(client, address)
    assert "Move to this time" not in page_of(client, move_page(mine, there))
    assert "?move=" not in page_of(client, f"/appointments/{mine.number}/")
    assert "After this cancellation a new appointment for this can be made only from" in page_of(
        client, f"/appointments/{mine.number}/cancel/"
    )
    refused = client.post(move_page(mine, there), follow=True).content.decode()
    assert "A new one can be made from" in refused
    assert stays(mine)


def test_a_family_sees_everybodys_old_time_and_moves_together() -> None:
    offered, parent = make_offered(), make_person()
    child = make_child(parent).child
    old, new = (two_in_a_row(offered, at) for at in (time(10), time(14)))
    held = hold_party(**when(old[0]), people=[(parent.pk, None), (child.pk, None)], actor=SYSTEM)
    confirm_party(party=held[0].party, actor=SYSTEM)
    client = signed_in(parent)
    page = page_of(client, move_page(held[0], new[0]))
    assert "10:00" in page
    assert "10:20" in page
    client.post(move_page(held[0], new[0]))
    assert list(Booking.objects.order_by("at").values_list("slot_id", flat=True)) == [slot.pk for slot in new]


def two_in_a_row(offered: ServiceAtOffice, first: time) -> list[Slot]:
    desk = make_desk(offered.reception)
    return [make_slot(offered, desk=desk, at=at) for at in (first, first.replace(minute=20))]


def test_nobody_moves_the_appointment_of_somebody_else_or_to_another_service() -> None:
    offered, person = make_offered(), make_person()
    mine, there = booked(offered, person), make_slot(offered, in_days=4)
    elsewhere = make_offered(make_reception(make_office("780-001", region="78")), make_service("advice"))
    advice = make_slot(elsewhere, in_days=4)
    stranger = signed_in(make_person())
    for ask in (stranger.get, stranger.post):
        assert ask(move_page(mine, there)).status_code == 404
    for ask in (signed_in(person).get, signed_in(person).post):
        assert ask(move_page(mine, advice, office="780-001")).status_code == 404
    assert stays(mine)


@pytest.mark.parametrize("query", ["", "?office=770-001", "?office=770-001&day=2026-06-19&at=", "?office=x&day=0001-01-01&at=25:00"])
def test_an_address_without_a_time_leads_to_the_offices(query: str) -> None:
    offered, person = make_offered(), make_person()
    mine = booked(offered, person)
    for ask in (signed_in(person).get, signed_in(person).post):
        assert ask(f"/appointments/{mine.number}/move/{query}").url == f"/appointments/book/fingerprints/?move={mine.number}"
    assert stays(mine)


def test_a_time_after_the_last_day_is_marked() -> None:
    offered, person = make_offered(), make_person()
    invited(person, TODAY + timedelta(days=3))
    mine, in_time, late = booked(offered, person, in_days=2), make_slot(offered, in_days=3), make_slot(offered, in_days=4)
    client = signed_in(person)
    assert "after your last day" not in page_of(client, move_page(mine, in_time))
    assert "after your last day" in page_of(client, move_page(mine, late))


def test_who_moves_an_appointment_sees_its_office_first_and_what_is_free_there() -> None:
    elsewhere = make_offered(make_reception(make_office("390-001", region="39"), latitude="54.71040", longitude="20.45220"))
    offered, person = make_offered(make_reception(latitude="55.75580", longitude="37.61730")), make_person()
    mine = booked(offered, person)
    make_slot(elsewhere, in_days=2)
    make_slot(offered, in_days=4)
    answer = signed_in(person).get(f"/appointments/book/{offered.service.code}/?move={mine.number}")
    assert [one.offered.pk for one in answer.context["offices"]] == [offered.pk, elsewhere.pk]
    assert answer.context["nearest"].office == answer.context["offices"][0].name


def test_whose_appointment_was_made_before_names_were_asked_is_asked_for_hers_on_the_sheet_to_bring() -> None:
    offered, person = make_offered(), make_person()
    mine = booked(offered, person)
    Person.objects.filter(pk=person.pk).update(family_name="", given_names="")
    page = page_of(signed_in(person), f"/appointments/{mine.number}/")
    assert "name not told yet" in page
    assert f"/profile/passport/?next=/appointments/{mine.number}/" in page
    assert f"person {person.pk}" not in page
