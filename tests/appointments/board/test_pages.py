"""The board, its fragment, the buttons, and the screen that everybody sees."""

import re
import uuid
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.board import services
from appointments.board.forms import NumberForm
from appointments.board.models import Visit
from appointments.board.selectors import CALLED_SHOWN, day_of
from appointments.models import Booking
from portal.events.actor import SYSTEM
from portal.events.models import Event
from profiles.models import AccessRecord, Person
from profiles.services import IdentityData, record_identity_document
from tests.appointments.board.counter import Counter, reader
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, make_slot
from tests.cases import acts
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


@pytest.fixture
def officer(counter: Counter) -> Client:
    """At the desk, for today."""
    client = reader(counter.officer)
    client.post(address(counter, "desk"), {"desk": counter.desk.pk})
    return client


def address(counter: Counter, page: str, *parts: Any) -> str:
    return reverse(f"admin:board_{page}", args=[counter.reception.office.code, *parts])


def board(counter: Counter, client: Client) -> str:
    return client.get(address(counter, "office")).content.decode()


def press(counter: Counter, client: Client, act: str, visit: Visit, **more: str) -> int:
    visit.refresh_from_db()
    sent = {"expected_version": visit.version, **more}
    return client.post(address(counter, "visit", visit.pk, act), sent).status_code


def ticket_form(counter: Counter, **more: str) -> dict[str, Any]:
    """As the page sends it: with a number of its own."""
    return {"offered": counter.offered.pk, "submission_key": str(uuid.uuid4()), **more}


def test_the_name_is_shown_written_down_and_confirmed_before_the_ticket(counter: Counter, officer: Client) -> None:
    person = make_person(family_name="RAHIMOV")
    booking = counter.booking(person=person)
    page = officer.post(address(counter, "find"), {"number": booking.number.lower()}).content.decode()
    assert "RAHIMOV" in page
    assert AccessRecord.objects.get(person=person).reason == booking.number
    refused = officer.post(address(counter, "arrive"), {"number": booking.number})
    assert refused.status_code == 422
    assert "Compare the name with the passport first" in refused.text
    assert "RAHIMOV" in refused.text
    assert not Visit.objects.exists()
    given = officer.post(address(counter, "arrive"), {"number": booking.number, "same_person": "on"}, follow=True)
    assert "A001" in given.content.decode()


@pytest.mark.parametrize("read", ["{}", " {} ", "https://portal.example/appointments/{}/", "https://portal.example/a/?number={}"])
def test_a_scanner_may_read_the_number_or_an_address_that_holds_it(counter: Counter, read: str) -> None:
    number = counter.booking().number
    form = NumberForm({"number": read.format(number)})
    assert form.is_valid()
    assert form.cleaned_data["number"] == number


def renamed(person: Person, **fields: Any) -> None:
    """She shows a document that says otherwise."""
    known = {"family_name": person.family_name, "given_names": person.given_names, "birth_date": person.birth_date}
    paper = {"kind": "passport", "number": person.identity_documents.get(is_current=True).number, "issuing_state": "TJ"}
    data: dict[str, Any] = {**known, **paper, "sex": "F", "citizenship": "TJ", **fields}
    record_identity_document(person_id=person.pk, data=IdentityData(**data), actor=SYSTEM)


@pytest.mark.parametrize(
    "change", [{"family_name": "KARIMOV"}, {"birth_date": date(1990, 1, 2)}, {"number": "409999999"}], ids=["name", "birthday", "document"]
)
def test_whoever_is_another_one_than_when_the_time_was_booked_is_received_on_a_ground_alone(
    counter: Counter, officer: Client, change: dict[str, Any]
) -> None:
    person = make_person(family_name="RAHIMOV", given_names="SOMON")
    booking = counter.booking(person=person)
    number = person.identity_documents.get().number
    renamed(person, **change)
    page = officer.post(address(counter, "find"), {"number": booking.number}).text
    assert "Changed after the time was booked" in page
    assert "RAHIMOV SOMON" in page
    assert f"TJ {number}" in page
    assert AccessRecord.objects.filter(person=person, reason=booking.number).exists()
    sent = {"number": booking.number, "same_person": "on"}
    for missing in ({}, {"ground": "other"}, {"ground": "other", "ground_words": "  "}):
        refused = officer.post(address(counter, "arrive"), {**sent, **missing})
        assert (refused.status_code, Visit.objects.count()) == (422, 0)
        assert "Say why you receive this person" in refused.text
    assert officer.post(address(counter, "arrive"), {**sent, "ground": "other", "ground_words": "the court’s decision"}).status_code == 302
    booking.refresh_from_db()
    assert (booking.state, booking.ground, booking.ground_words) == ("arrived", "other", "the court’s decision")
    told = Event.objects.get(name="appointments.ChangedNameAccepted")
    assert (told.actor_id, told.payload) == (counter.officer.pk, {"booking_id": booking.pk, "person_id": person.pk, "ground": "other"})


def test_who_is_the_same_is_received_without_a_ground(counter: Counter, officer: Client) -> None:
    booking = counter.booking(person=make_person())
    renamed(booking.person)
    assert "Changed after the time was booked" not in officer.post(address(counter, "find"), {"number": booking.number}).text
    assert officer.post(address(counter, "arrive"), {"number": booking.number, "same_person": "on"}).status_code == 302
    assert not Event.objects.filter(name="appointments.ChangedNameAccepted").exists()


def test_what_an_officer_accepted_stays_with_the_visit_and_nothing_else_does(counter: Counter, officer: Client) -> None:
    changed, same = make_person(family_name="RAHIMOV"), make_person()
    bookings = [counter.booking(person=changed), counter.booking(person=same)]
    renamed(changed, family_name="RAKHIMOV")
    visits = [counter.check_in(bookings[0], ground="misspelling"), counter.check_in(bookings[1])]
    for _visit in visits:
        counter.act("finish", counter.act("start", counter.call()))
    for booking in bookings:
        booking.refresh_from_db()
    assert [booking.state for booking in bookings] == ["done", "done"]
    assert [booking.booked_name for booking in bookings] == ["RAHIMOV ZARINA", ""]


@pytest.mark.parametrize("typed", ["", "A-0000-000", "' OR 1=1", "٣٤٥", "x" * 400, "/".join("?" * 90)])
def test_what_is_no_number_is_told_and_nothing_happens(counter: Counter, officer: Client, typed: str) -> None:
    assert officer.post(address(counter, "find"), {"number": typed}).status_code == 422
    assert not Visit.objects.exists()


def test_why_somebody_cannot_be_checked_in_is_said_on_the_board_without_the_name(counter: Counter, officer: Client) -> None:
    booking = counter.booking(time(15), person=make_person(family_name="RAHIMOV"))
    answer = officer.post(address(counter, "find"), {"number": booking.number})
    assert answer.status_code == 422
    assert "Check-in opens an hour before" in answer.content.decode()
    assert "RAHIMOV" not in answer.content.decode()


def test_a_day_at_the_desk_by_buttons(counter: Counter, officer: Client) -> None:
    assert officer.post(address(counter, "ticket"), ticket_form(counter, is_urgent="on")).status_code == 302
    visit = Visit.objects.get()
    assert (visit.ticket, visit.is_urgent) == ("B001", True)
    assert officer.post(address(counter, "next")).status_code == 302
    assert [press(counter, officer, act, visit) for act in ("again", "start", "back")] == [302, 302, 302]
    officer.post(address(counter, "next"))
    press(counter, officer, "start", visit)
    assert press(counter, officer, "finish", visit) == 302
    visit.refresh_from_db()
    assert visit.state == "done"


def test_giving_a_ticket_pressed_twice_gives_one(counter: Counter, officer: Client) -> None:
    form = ticket_form(counter)
    answers = [officer.post(address(counter, "ticket"), form) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Visit.objects.count() == 1


def test_every_showing_of_the_board_has_another_number_for_its_ticket(counter: Counter, officer: Client) -> None:
    numbers = {re.search(r'name="submission_key" value="([0-9a-f-]{36})"', board(counter, officer)).group(1) for _time in range(2)}  # type: ignore[union-attr]
    assert len(numbers) == 2


def test_an_old_page_gives_no_second_person_the_same_ticket(counter: Counter, officer: Client) -> None:
    """Brought back by the browser for the next person: it is said, and the page shown then gives the next ticket."""
    form = ticket_form(counter)
    officer.post(address(counter, "ticket"), form)
    counter.later(seconds=11)
    told = officer.post(address(counter, "ticket"), form)
    assert told.status_code == 409
    assert "This form has given the ticket B001 already, at 12:00." in told.content.decode()
    renewed = re.search(r'name="submission_key" value="([0-9a-f-]{36})"', told.content.decode())
    assert renewed is not None
    officer.post(address(counter, "ticket"), {**form, "submission_key": renewed.group(1)})
    assert list(Visit.objects.order_by("pk").values_list("ticket", flat=True)) == ["B001", "B002"]


def test_the_board_counts_those_whom_this_desk_could_call(counter: Counter, officer: Client) -> None:
    papers = make_offered(counter.reception, make_service("papers"))
    make_slot(papers, day=counter.day, desk=counter.desk)
    make_slot(counter.offered, day=counter.day)
    counter.walk_in()
    assert "0 people are waiting for this desk." in board(counter, officer)
    counter.walk_in(offered_id=papers.pk)
    assert "1 person is waiting for this desk." in board(counter, officer)


def test_a_ticket_without_the_number_of_its_form_is_not_given(counter: Counter, officer: Client) -> None:
    for sent in "", "x", "B001":
        assert officer.post(address(counter, "ticket"), {"offered": counter.offered.pk, "submission_key": sent}).status_code == 422
    assert not Visit.objects.exists()


def test_pressing_finish_says_whether_it_was_seen(counter: Counter, officer: Client) -> None:
    for sent, seen in ({}, 0), ({"seen": "on"}, 2):
        case = acts.sent_case()
        visit = counter.walk_in(case_id=case.pk)
        officer.post(address(counter, "next"))
        press(counter, officer, "start", visit)
        press(counter, officer, "finish", visit, **sent)  # type: ignore[arg-type]
        assert case.seen.count() == seen


def test_refusals_are_told_over_the_board_as_it_is_now(counter: Counter, officer: Client) -> None:
    answer = officer.post(address(counter, "next"))
    assert answer.status_code == 409
    assert "Nobody is waiting for this desk." in answer.content.decode()
    visit = counter.walk_in()
    officer.post(address(counter, "next"))
    assert press(counter, officer, "miss", visit) == 422
    assert officer.post(address(counter, "visit", visit.pk, "start"), {"expected_version": 1}).status_code == 409


def test_the_desk_is_kept_for_the_day_and_asked_for_again_tomorrow(counter: Counter, officer: Client) -> None:
    assert "Call next" in board(counter, officer)
    counter.set(counter.moment(time(0, 30), days=1))
    assert "Choose your desk to call people." in board(counter, officer)


def test_a_desk_of_another_office_is_not_mine(counter: Counter) -> None:
    client = reader(make_user("officer", office=counter.reception.office))
    foreign = make_desk(make_reception(make_office("780-001", region="78")))
    for desk in ("", "0", "x", "9" * 30, "٣", str(foreign.pk)):
        assert client.post(address(counter, "desk"), {"desk": desk}).status_code == 422


def test_an_officer_of_another_office_acts_neither_through_its_address_nor_through_her_own(counter: Counter) -> None:
    booking, waiting = counter.booking(), counter.walk_in()
    called = counter.call()
    there = make_offered(make_reception(make_office("780-001", region="78")))
    client = reader(make_user("officer", office=there.reception.office))
    client.post(reverse("admin:board_desk", args=["780-001"]), {"desk": make_desk(there.reception).pk})
    before = list(Visit.objects.order_by("pk").values())
    version = {"expected_version": called.version, "seen": "on"}
    for office in (counter.reception.office.code, "780-001"):
        for act in ("again", "start", "miss", "back", "finish"):
            assert client.post(reverse("admin:board_visit", args=[office, called.pk, act]), version).status_code == 404
        assert client.get(reverse("admin:board_print", args=[office, waiting.pk])).status_code == 404
    for page in ("next", "find", "arrive", "ticket", "screen", "desk"):
        assert client.post(address(counter, page), {"number": booking.number}).status_code == 404
    asked = client.post(reverse("admin:board_find", args=["780-001"]), {"number": booking.number})
    assert (asked.status_code, booking.person.family_name in asked.text) == (422, False)
    arrived = client.post(reverse("admin:board_arrive", args=["780-001"]), {"number": booking.number, "same_person": "on"})
    assert arrived.status_code == 422
    assert client.post(reverse("admin:board_next", args=["780-001"])).status_code == 409
    assert list(Visit.objects.order_by("pk").values()) == before
    assert not AccessRecord.objects.exists()


def test_an_officer_without_a_desk_calls_nobody(counter: Counter) -> None:
    counter.walk_in()
    client = reader(make_user("officer", office=counter.reception.office))
    assert client.post(address(counter, "next")).status_code == 422


def test_the_counters_of_the_day(counter: Counter, officer: Client) -> None:
    counter.visit_in("done")
    counter.visit_in("no_show")
    counter.check_in(counter.booking())
    counter.booking(time(14))
    counter.visit_in("called")
    day = day_of(counter.reception, day=counter.day)
    assert day.counts == {"expected": 1, "waiting": 1, "called": 1, "in_service": 0, "done": 1, "no_show": 1, "unserved": 0}
    assert [(row.desk.pk, row.done) for row in day.desks if row.desk.pk == counter.desk.pk] == [(counter.desk.pk, 1)]


def test_the_fragment_answers_only_when_something_changed(counter: Counter, officer: Client) -> None:
    first = officer.get(address(counter, "live"))
    known = {"If-None-Match": first.headers["ETag"]}
    assert officer.get(address(counter, "live"), headers=known).status_code == 304
    counter.walk_in()
    answer = officer.get(address(counter, "live"), headers=known)
    assert answer.status_code == 200
    assert "B001" in answer.content.decode()


def test_the_page_says_the_version_of_what_it_shows(counter: Counter, officer: Client) -> None:
    counter.walk_in()
    version = officer.get(address(counter, "live")).headers["ETag"].strip('"')
    assert f'data-live-version="&quot;{version}&quot;"' in board(counter, officer)


def test_a_full_day_takes_as_many_questions_as_an_empty_one(counter: Counter, officer: Client, django_assert_max_num_queries: Any) -> None:
    for _number in range(5):
        counter.check_in(counter.booking())
        counter.booking(time(14))
    with django_assert_max_num_queries(16):
        board(counter, officer)


def test_the_board_names_nobody(counter: Counter, officer: Client) -> None:
    counter.booking(time(14), person=make_person(family_name="RAHIMOV"))
    counter.check_in(counter.booking(person=make_person(family_name="RAHIMOV")))
    assert "RAHIMOV" not in board(counter, officer)
    assert Booking.objects.count() == 2


# ---- the screen


def screen(counter: Counter) -> str:
    return reverse("screen:show", args=[services.open_screen(reception_id=counter.reception.pk, actor=counter.actor).key])


def test_everybody_sees_numbers_and_desks_and_nothing_else(counter: Counter) -> None:
    person = make_person(family_name="RAHIMOV")
    booking = counter.booking(person=person)
    visit = counter.visit_in("called", booking)
    counter.walk_in()
    answer = Client().get(screen(counter))
    page = answer.content.decode()
    assert all(word in page for word in (visit.ticket, counter.desk.name, "B002", "Come to the desk"))
    assert not any(word in page for word in ("RAHIMOV", booking.number, person.given_names, counter.officer.display_name))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta http-equiv="refresh"' in page


def test_a_new_address_makes_the_former_one_show_nothing(counter: Counter) -> None:
    former = screen(counter)
    assert Client().get(former).status_code == 200
    now = screen(counter)
    assert [Client().get(known).status_code for known in (former, now)] == [404, 200]


def test_the_screen_shows_today_of_the_office_and_the_last_calls_first(counter: Counter) -> None:
    for _number in range(CALLED_SHOWN + 2):
        counter.walk_in()
        counter.later(seconds=1)
        last = counter.call(make_desk(counter.reception))
    address = f"{screen(counter)}live/"
    shown = Client().get(address)
    page = shown.content.decode()
    assert page.count("<tr class") == CALLED_SHOWN + 2  # whoever is called reads it here, however many desks call at once
    assert page.index(last.ticket) < page.index("B009") < page.index("B001")
    assert Client().get(address, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    counter.set(counter.moment(time(0), days=1))
    assert "B0" not in Client().get(address).content.decode()
