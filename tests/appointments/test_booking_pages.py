"""The way to an appointment over the pages: office, day, time, a look once more, confirmed, moved, cancelled."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, cancel_booking, confirm_party, hold_party, hold_slot, move_booking
from cases.models import Case, InformationRequest
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from profiles.models import Person
from profiles.services import end_guardianship
from tests.appointments.waiting.world import MORNING, booked, stop_clock, wait
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, make_slot, reopen, when
from tests.factories import make_case, make_child, make_office, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def times_of(offered: ServiceAtOffice, **query: str) -> str:
    address = f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/"
    return f"{address}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def pressed(slot: Slot) -> dict[str, str]:
    return {"day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"}


def signed_in(person: Person) -> Any:
    assert person.user is not None
    client = sign_in(person.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page_of(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def invited(person: Any, by: date) -> Case:
    """The person's application, for which an officer asks her to come by that day."""
    case = make_case("in_review", person=person)
    Case.objects.filter(pk=case.pk).update(status="info_requested")
    InformationRequest.objects.create(case=case, asked_by=make_user(), text="Come", counter=["originals"], answer_by=by)
    return case


def test_a_person_books_moves_and_cancels_from_page_to_page() -> None:
    offered, person = make_offered(), make_person()
    slot, later = make_slot(offered, in_days=2), make_slot(offered, in_days=3, at=time(11))
    client = signed_in(person)
    chosen = client.post("/appointments/book/", {"service": "fingerprints"})
    offices = page_of(client, chosen.url)
    assert "17\u00a0June\u00a02026, 10:00" in offices
    kept = client.post(times_of(offered), pressed(slot), follow=True)
    booking = Booking.objects.get()
    assert booking.state == "held"
    assert "Until 10:10" in kept.content.decode()
    done = client.post(f"/appointments/{booking.number}/", follow=True).content.decode()
    assert "You have an appointment" in done
    assert "<svg" in done
    assert "1 free time" in page_of(client, times_of(offered, move=booking.number))
    client.post(client.post(times_of(offered, move=booking.number), pressed(later)).url)
    booking.refresh_from_db()
    assert (booking.state, booking.slot_id) == ("booked", later.pk)
    assert "Cancel this appointment?" in page_of(client, f"/appointments/{booking.number}/cancel/")
    client.post(f"/appointments/{booking.number}/cancel/")
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_a_hold_that_is_over_on_the_page_leads_back_to_the_day_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, person = make_slot(), make_person()
    booking = hold_slot(**when(slot), person_id=person.pk, actor=SYSTEM)
    client = signed_in(person)
    stop_clock(monkeypatch, MORNING + timedelta(minutes=9, seconds=30))
    assert 'data-countdown="30"' in page_of(client, f"/appointments/{booking.number}/")
    stop_clock(monkeypatch, MORNING + timedelta(minutes=10))
    assert "Confirm the appointment" not in page_of(client, f"/appointments/{booking.number}/")
    stop_clock(monkeypatch, MORNING + timedelta(minutes=30))
    back = client.post(f"/appointments/{booking.number}/", follow=True)
    assert "is not kept for you any more" in back.content.decode()
    assert 'name="at" value="10:00"' in back.content.decode()
    client.post(times_of(slot.offered), pressed(slot))
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["expired", "held"]


def test_a_time_that_somebody_takes_in_between_is_answered_with_the_nearest_that_are_left() -> None:
    offered = make_offered()
    slot, other = make_slot(offered), make_slot(offered, at=time(11))
    client = signed_in(make_person())
    assert 'value="10:00"' in page_of(client, times_of(offered, day=slot.day.isoformat()))
    book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    page = client.post(times_of(offered), pressed(slot)).content.decode()
    assert "Somebody has just taken this time" in page
    assert 'value="10:00"' not in page
    assert f'name="day" value="{other.day.isoformat()}"' in page
    assert 'value="11:00"' in page
    assert client.post(times_of(offered), pressed(other)).url.startswith("/appointments/A-")


def test_of_many_times_that_are_left_the_six_nearest_are_offered_and_the_day_has_the_others() -> None:
    offered = make_offered(urgent_days=10)
    person = make_person()
    invited(person, TODAY + timedelta(days=8))
    for hour in (9, 12, 13, 14, 15, 16, 17):
        make_slot(offered, at=time(hour))
    make_slot(offered, at=time(11), channel="urgent")
    gone = make_slot(offered, at=time(13, 20), state="booked")
    answer = signed_in(person).post(times_of(offered), pressed(gone))
    assert [(one.at.hour, one.is_urgent) for one in answer.context["times"]] == [
        (11, True),
        (12, False),
        (13, False),
        (14, False),
        (15, False),
        (16, False),
    ]
    assert f'href="{times_of(offered, day=gone.day.isoformat())}"' in answer.content.decode()


@pytest.mark.parametrize(("left_in_days", "said"), [(5, "First available"), (None, "This office has no free times at the moment")])
def test_on_a_day_that_is_full_the_first_free_time_is_offered_or_the_waiting_list(left_in_days: int | None, said: str) -> None:
    offered = make_offered()
    gone = make_slot(offered, state="booked")
    if left_in_days is not None:
        make_slot(offered, in_days=left_in_days, at=time(12))
    client = signed_in(make_person())
    answer = client.post(times_of(offered), pressed(gone))
    page = answer.content.decode()
    assert said in page
    assert ("/appointments/waiting/join/" in page) is (left_in_days is None)
    if left_in_days is not None:
        first = answer.context["first"]
        assert client.post(first.take, {"day": first.day.isoformat(), "at": f"{first.at:%H:%M}"}).url.startswith("/appointments/A-")


def test_a_time_that_is_not_open_yet_says_when_and_offers_what_is() -> None:
    offered = make_offered()
    early, other = make_slot(offered, opens_at=MORNING + timedelta(minutes=1)), make_slot(offered, at=time(11))
    page = signed_in(make_person()).post(times_of(offered), pressed(early)).content.decode()
    assert "it opens on 15\u00a0June\u00a02026, 10:01" in page.replace("15 June 2026", "15\u00a0June\u00a02026")
    assert f'value="{other.at:%H:%M}"' in page


def test_who_was_too_late_costs_few_questions_however_many_times_are_left(django_assert_max_num_queries: Any) -> None:
    offered = twenty_desks(2, 3, 4, 30)
    gone = make_slot(offered, in_days=3, at=time(11), state="booked")
    client = signed_in(make_person())
    page_of(client, times_of(offered))
    with django_assert_max_num_queries(16):  # the two that count against the limit, and their transaction, among them
        page = client.post(times_of(offered), pressed(gone)).content.decode()
    assert "Somebody has just taken this time" in page
    assert page.count('name="at"') == 1  # of the day alone, not of the month


def test_a_family_that_was_too_late_is_offered_neighbouring_times_alone() -> None:
    offered, person = make_offered(), make_person()
    desk = make_desk(offered.reception)
    gone = make_slot(offered, at=time(10), state="booked")
    for at in (time(9), time(14), time(14, 20)):
        make_slot(offered, desk=desk, at=at)
    answer = signed_in(person).post(times_of(offered, who=family_of(person, children=1)), pressed(gone))
    assert [one.at for one in answer.context["times"]] == [time(14)]
    assert "You come together" in answer.content.decode()


def test_whoever_has_an_appointment_is_shown_it_with_move_and_cancel() -> None:
    offered, person = make_offered(), make_person()
    existing = booked(offered, person)
    client = signed_in(person)
    page = client.post(times_of(offered), pressed(make_slot(offered, at=time(12))), follow=True).content.decode()
    assert "There is an appointment for this already" in page
    assert existing.number in page
    assert f"?move={existing.number}" in page
    assert f"/appointments/{existing.number}/cancel/" in page
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(("minutes", "has_come"), [(-1, False), (0, True), (30, True)])
def test_an_appointment_whose_time_has_come_offers_no_move_and_no_cancelling(
    monkeypatch: pytest.MonkeyPatch, minutes: int, has_come: bool
) -> None:
    person = make_person()
    booking = booked(make_offered(), person)
    client = signed_in(person)
    stop_clock(monkeypatch, booking.starts_at + timedelta(minutes=minutes))
    page = page_of(client, f"/appointments/{booking.number}/")
    assert ("This time has come" in page) == has_come
    assert (f"?move={booking.number}" in page) == (not has_come)
    assert booking.number in page
    assert (client.get(f"/appointments/{booking.number}/cancel/").status_code == 302) == has_come


def test_pressing_a_time_twice_keeps_it_once() -> None:
    slot, person = make_slot(), make_person()
    client = signed_in(person)
    first, second = (client.post(times_of(slot.offered), pressed(slot)) for _ in range(2))
    assert second.url.startswith(first.url)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(("days", "is_late"), [(2, False), (3, False), (4, True)])
def test_the_last_day_itself_is_in_time_and_the_next_is_marked(days: int, is_late: bool) -> None:
    offered, person = make_offered(), make_person()
    case = invited(person, TODAY + timedelta(days=3))
    slot = make_slot(offered, in_days=days)
    client = signed_in(person)
    page = page_of(client, times_of(offered, day=slot.day.isoformat()))
    assert ("after your last day" in page) is is_late
    assert "You are asked to come by" in page
    client.post(times_of(offered), pressed(slot))
    assert Booking.objects.get().case_id == case.pk


def test_a_last_day_that_has_passed_marks_no_time_as_late() -> None:
    """Then every time is, and the first one is the best; that it has passed is said."""
    person, offered = make_person(), make_offered()
    invited(person, by=TODAY - timedelta(days=1))
    make_slot(offered)
    client = signed_in(person)
    for address in (f"/appointments/book/{offered.service.code}/", times_of(offered)):
        page = page_of(client, address)
        assert "and has passed: come as soon as you can" in page
        assert "after your last day" not in page
        assert "You are asked to come by" not in page


def test_what_is_free_first_far_away_stands_beside_what_is_free_at_the_nearest_office() -> None:
    near = make_offered(make_reception(latitude="55.75580", longitude="37.61730"))
    far = make_offered(make_reception(make_office("780-001", region="78"), latitude="59.93860", longitude="30.31410"))
    client, address = signed_in(make_person()), f"/appointments/book/{near.service.code}/?near={near.reception.office.code}"
    make_slot(near, in_days=5)
    assert "At the nearest office:" not in page_of(client, address)
    make_slot(far, in_days=3)
    page = page_of(client, address)
    assert "At the nearest office:" in page
    assert page.index("634 km") < page.index("At the nearest office:")


def test_another_office_is_offered_where_a_time_is_before_the_last_day() -> None:
    offered, person = make_offered(), make_person()
    invited(person, TODAY + timedelta(days=3))
    make_slot(offered, in_days=9)
    other = make_offered(make_reception(make_office("780-001", region="78")))
    make_slot(other, in_days=2)
    client = signed_in(person)
    assert "/780-001/?" in page_of(client, times_of(offered))
    Slot.objects.filter(offered=other).update(day=TODAY + timedelta(days=4))
    assert "/780-001/?" not in page_of(client, times_of(offered))


@pytest.mark.parametrize(("days", "is_shown"), [(7, True), (8, False)])
def test_urgent_places_are_for_urgent_deadlines_alone(days: int, is_shown: bool) -> None:
    offered, person = make_offered(), make_person()
    invited(person, TODAY + timedelta(days=days))
    slot = make_slot(offered, in_days=2, channel="urgent")
    client = signed_in(person)
    assert ('value="10:00"' in page_of(client, times_of(offered, day=slot.day.isoformat()))) is is_shown
    client.post(times_of(offered), pressed(slot))
    assert Booking.objects.exists() is is_shown


def test_the_child_of_another_parent_and_the_appointment_of_another_are_not_found() -> None:
    offered = make_offered()
    foreign = make_child()
    theirs = booked(offered)
    client = signed_in(make_person())
    slot = make_slot(offered, at=time(15))
    assert client.post(times_of(offered, who=str(foreign.number)), pressed(slot)).status_code == 404
    for address in (f"/appointments/{theirs.number}/", f"/appointments/{theirs.number}/cancel/", times_of(offered, move=theirs.number)):
        assert client.get(address).status_code == 404
        assert client.post(address, pressed(slot)).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.state, Booking.objects.count()) == ("booked", 1)


def test_days_and_times_are_those_of_the_office_far_from_moscow(monkeypatch: pytest.MonkeyPatch) -> None:
    """23:30 in Moscow is the next morning in Kamchatka: its today is still to be booked, and the hold ends by its clock."""
    late = datetime(2026, 6, 15, 20, 30, tzinfo=ZoneInfo("UTC"))
    stop_clock(monkeypatch, late)
    offered = make_offered(make_reception(make_office("410-001", region="41")))
    slot = make_slot(offered, day=date(2026, 6, 16), at=time(12))
    client = signed_in(make_person())
    assert "1 free time" in page_of(client, times_of(offered))
    kept = client.post(times_of(offered), pressed(slot), follow=True).content.decode()
    assert "Until 08:40" in kept


def test_a_parent_and_two_children_get_times_one_after_another_or_none() -> None:
    offered, parent = make_offered(), make_person()
    children = [make_child(parent), make_child(parent)]
    desk = make_desk(offered.reception)
    row = [make_slot(offered, desk=desk, at=at) for at in (time(10), time(10, 20), time(10, 40))]
    who = "&".join(["who=me", *(f"who={one.number}" for one in children)])
    client = signed_in(parent)
    page = page_of(client, f"{times_of(offered, day=row[0].day.isoformat())}&{who}")
    assert 'value="10:00"' in page
    assert 'value="10:20"' not in page
    kept = client.post(f"{times_of(offered)}&{who}", pressed(row[0]))
    client.post(kept.url)
    bookings = list(Booking.objects.order_by("at"))
    assert [(one.slot_id, one.state) for one in bookings] == [(slot.pk, "booked") for slot in row]
    assert {one.person_id for one in bookings} == {parent.pk, *(one.child_id for one in children)}
    client.post(f"{kept.url}cancel/", {"who": "one"})
    assert Booking.objects.filter(state="booked").count() == 2
    client.post(f"/appointments/{bookings[1].number}/cancel/", {"who": "all"})
    assert not Booking.objects.filter(state="booked").exists()


def test_one_of_a_family_who_goes_to_another_office_is_not_shown_moved_or_cancelled_with_the_others() -> None:
    offered, parent = make_offered(), make_person()
    child = make_child(parent).child
    desk = make_desk(offered.reception)
    first, _second = (make_slot(offered, desk=desk, at=at) for at in (time(10), time(10, 20)))
    mine, theirs = hold_party(**when(first), people=[(parent.pk, None), (child.pk, None)], actor=SYSTEM)
    assert mine.party is not None
    confirm_party(party=mine.party, actor=SYSTEM)
    far = make_slot(make_offered(make_reception(make_office("780-001", region="78"))))
    move_booking(booking_id=theirs.pk, **when(far), actor=SYSTEM)
    client = signed_in(parent)
    assert theirs.number not in page_of(client, f"/appointments/{mine.number}/")
    assert "Cancel for everybody" not in page_of(client, f"/appointments/{mine.number}/cancel/")
    client.post(f"/appointments/{mine.number}/cancel/", {"who": "all"})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("cancelled", "booked")


def test_whoever_acts_for_the_child_no_more_neither_sees_nor_changes_its_part_of_the_visit() -> None:
    """They came together; then he acts for the child no more. His part is his, and he finds nothing of the other."""
    offered, father = make_offered(), make_person()
    held = make_child(father)
    child = held.child
    slots = [make_slot(offered, in_days=2, at=at) for at in (time(10), time(10, 20))]
    later = make_slot(offered, in_days=3, at=time(11))
    both = hold_party(**when(slots[0]), people=[(father.pk, None), (child.pk, None)], actor=SYSTEM)
    confirm_party(party=both[0].party, actor=SYSTEM)
    own, childs = (Booking.objects.get(pk=one.pk) for one in both)
    client = signed_in(father)
    assert childs.number in page_of(client, f"/appointments/{own.number}/")

    end_guardianship(guardianship_id=held.pk, actor=SYSTEM, on=TODAY)
    shown = page_of(client, f"/appointments/{own.number}/")
    assert childs.number not in shown
    assert child.given_names not in shown
    client.post(client.post(times_of(offered, move=own.number), pressed(later)).url)
    client.post(f"/appointments/{own.number}/cancel/", {"who": "all"})
    own.refresh_from_db()
    childs.refresh_from_db()
    assert (own.state, own.slot_id) == ("cancelled", later.pk)
    assert (childs.state, childs.slot_id) == ("booked", slots[1].pk)


def test_a_family_is_shown_only_days_on_which_all_can_come_together() -> None:
    """Two times of one day lie too far apart; the next day has neighbours. An office without any is said to have none."""
    offered, parent = make_offered(), make_person()
    child = make_child(parent)
    desk = make_desk(offered.reception)
    for at in (time(10), time(15)):
        make_slot(offered, desk=desk, in_days=2, at=at)
    near = [make_slot(offered, desk=desk, in_days=3, at=at) for at in (time(11), time(11, 20))]
    other = make_offered(make_reception(make_office("780-001", region="78")))
    make_slot(other, in_days=1)
    client = sign_in(parent.user)
    who = f"who=me&who={child.number}"
    times = client.get(f"{times_of(offered)}&{who}").context
    assert [(day, free) for day, free, *_ in times["days"]] == [(near[0].day, 1)]
    assert (times["first"].day, times["first"].at) == (near[0].day, time(11))
    assert firsts(client, who) == {"770-001": near[0].day, "780-001": None}
    assert firsts(client, "who=me") == {"770-001": TODAY + timedelta(days=2), "780-001": TODAY + timedelta(days=1)}


def firsts(client: Any, who: str) -> dict[str, date | None]:
    """The first day that the page of offices says, by office."""
    shown = client.get(f"/appointments/book/fingerprints/?{who}").context["offices"]
    return {one.offered.reception.office.code: one.first.day if one.first else None for one in shown}


def test_of_two_applications_the_visit_belongs_to_the_one_from_which_the_person_came() -> None:
    offered, person = make_offered(service=make_service(procedures=["work-patent", "temporary-residence"])), make_person()
    asked = invited(person, TODAY + timedelta(days=3))
    came_from = make_case("submitted", person=person, procedure="temporary-residence")
    slot = make_slot(offered)
    client = sign_in(person.user)
    offices = client.get(f"/appointments/book/?case={came_from.reference}").url
    assert f"case={came_from.reference}" in page_of(client, offices)
    client.post(times_of(offered, case=came_from.reference), pressed(slot))
    assert Booking.objects.get().case_id == came_from.pk != asked.pk


def test_a_place_kept_for_urgent_deadlines_is_taken_only_when_no_other_is_free_at_that_time() -> None:
    offered, person = make_offered(), make_person()
    invited(person, TODAY + timedelta(days=3))
    urgent = make_slot(offered, in_days=2, channel="urgent")
    ordinary = make_slot(offered, in_days=2)
    sign_in(person.user).post(times_of(offered), pressed(urgent))
    assert Booking.objects.get().slot_id == ordinary.pk


def test_from_an_application_its_service_is_chosen() -> None:
    make_slot(make_offered())
    make_offered(service=make_service("advice", procedures=[], confirms=[]))
    person = make_person()
    case = invited(person, TODAY + timedelta(days=3))
    client = signed_in(person)
    assert client.get(f"/appointments/book/?case={case.reference}").url.startswith("/appointments/book/fingerprints/")
    assert client.get("/appointments/book/?case=nothing").status_code == 404
    assert f"/appointments/book/?case={case.reference}" in page_of(client, f"/cases/{case.reference}/")


def test_the_home_page_shows_the_next_appointment() -> None:
    person = make_person()
    booking = booked(make_offered(), person)
    assert f"/appointments/{booking.number}/" in page_of(signed_in(person), "/")


def test_a_time_that_is_kept_waits_on_the_home_page_for_its_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of people who come together once; not any more when it is over, and not for others."""
    parent, offered = make_person(), make_offered()
    child = make_child(parent).child
    desk = make_desk(offered.reception)
    first = make_slot(offered, desk=desk)
    make_slot(offered, desk=desk, at=time(10, 20))
    held = hold_party(**when(first), people=[(parent.pk, None), (child.pk, None)], actor=SYSTEM)
    client = signed_in(parent)
    page = page_of(client, "/")
    assert page.count("Look at it and confirm") == 1
    assert page.index("Waiting on you") < page.index(f"/appointments/{held[0].number}/")
    assert "Look at it and confirm" not in page_of(signed_in(make_person()), "/")
    stop_clock(monkeypatch, MORNING + timedelta(minutes=11))
    assert "Look at it and confirm" not in page_of(client, "/")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "x", "²", "2026-06"])
def test_no_day_in_the_address_or_the_form_breaks_the_page(day: str) -> None:
    offered = make_offered()
    client = signed_in(make_person())
    for address in (times_of(offered, day=day), times_of(offered, month=day), times_of(offered, month=day[:7])):
        assert client.get(address).status_code == 200
    assert client.post(times_of(offered), {"day": day, "at": "10:00"}).status_code == 200
    assert client.post(times_of(offered), {"day": TODAY.isoformat(), "at": day}).status_code == 200


def twenty_desks(*days: int) -> ServiceAtOffice:
    offered = make_offered()
    for _ in range(20):
        desk = make_desk(offered.reception)
        for day in days:
            make_slot(offered, desk=desk, in_days=day)
    return offered


def family_of(person: Person, *, children: int) -> str:
    """All of them, as the address of a page names them."""
    numbers = [make_child(person).number for _ in range(children)]
    return "&who=".join(["me", *map(str, numbers)])


@pytest.mark.parametrize("children", [0, 3])
@pytest.mark.parametrize("chosen", [{}, {"day": (TODAY + timedelta(days=2)).isoformat()}, {"month": "2026-07"}])
def test_a_month_of_twenty_desks_costs_eight_queries(children: int, chosen: dict[str, str], django_assert_max_num_queries: Any) -> None:
    """Also for a family, also when a day is chosen."""
    offered, person = twenty_desks(2, 3, 4, 30), make_person()
    invited(person, TODAY + timedelta(days=20))
    address = times_of(offered, **({"who": family_of(person, children=children)} if children else {}), **chosen)
    client = signed_in(person)
    page_of(client, address)
    with django_assert_max_num_queries(8):
        page = page_of(client, address)
    assert page.count("<span>1 ") == (1 if "month" in chosen else 3)  # twenty desks at one time are one time to choose
    assert "17\u00a0June" in page  # the first time, or the day
    assert clock.today() == TODAY


@pytest.mark.parametrize("children", [0, 3])
@pytest.mark.parametrize("chosen", [{}, {"day": (TODAY + timedelta(days=40)).isoformat()}, {"month": "2026-08"}])
def test_no_case_of_a_month_costs_more_than_eight_queries(
    children: int, chosen: dict[str, str], monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """All at once: an appointment before, a last day that is near, so that other offices are looked at, and months in which a family has
    places and no neighbours."""
    offered, person = make_offered(), make_person()
    desk = make_desk(offered.reception)
    for in_days in (20, 30, 50, 70):
        for at in (time(9), time(12), time(15)):
            make_slot(offered, desk=desk, in_days=in_days, at=at)
    for minute in range(0, 60, 20):
        make_slot(offered, desk=desk, in_days=100, at=time(9, minute))
        make_slot(offered, desk=desk, in_days=100, at=time(10, minute))
    for number in range(3):
        elsewhere = make_offered(make_reception(make_office(f"78{number}-001", region="78", receives_applications=False)))
        for minute in (0, 20, 40):
            make_slot(elsewhere, in_days=5 + number, at=time(9, minute))
            make_slot(elsewhere, in_days=5 + number, at=time(9, minute))
    invited(person, TODAY + timedelta(days=10))
    for _ in range(2):
        cancel_booking(booking_id=booked(offered, person, at=time(18)).pk, actor=actor_of(person.user))
    address = times_of(offered, **({"who": family_of(person, children=children)} if children else {}), **chosen)
    client = signed_in(person)
    page_of(client, address)
    Slot.objects.filter(at=time(18)).update(state="closed")
    with django_assert_max_num_queries(8):
        answer = client.get(address)
    assert answer.context["elsewhere"].day == TODAY + timedelta(days=5)
    assert answer.context["first"].day == TODAY + timedelta(days=100 if children else 20)


def test_a_day_of_another_month_shows_its_times_beside_the_month() -> None:
    offered = make_offered()
    make_slot(offered, in_days=2, at=time(9))
    make_slot(offered, in_days=40, at=time(11))
    day = TODAY + timedelta(days=2)
    context = signed_in(make_person()).get(times_of(offered, day=day.isoformat(), month="2026-07")).context
    assert [one.at for one in context["times"]] == [time(9)]
    assert [one for one, *_ in context["days"]] == [TODAY + timedelta(days=40)]


def test_a_move_costs_eight_queries_too(django_assert_max_num_queries: Any) -> None:
    offered, person = twenty_desks(2, 3), make_person()
    existing = booked(offered, person, at=time(18))
    client, address = signed_in(person), times_of(offered, move=existing.number)
    page_of(client, address)
    with django_assert_max_num_queries(8):
        page = page_of(client, address)
    assert "You can still change your mind" in page


def test_a_family_sees_the_month_in_which_it_can_first_begin_together() -> None:
    """The days before have places, and no neighbours."""
    offered, person = make_offered(), make_person()
    desk = make_desk(offered.reception)
    for at in (time(9), time(12)):
        make_slot(offered, desk=desk, in_days=2, at=at)
    for at in (time(9), time(9, 20)):
        make_slot(offered, desk=desk, in_days=40, at=at)
    client, who = signed_in(person), family_of(person, children=1)
    context = client.get(times_of(offered, who=who)).context
    assert (context["month"], context["first"].day, context["first"].at) == (date(2026, 7, 1), TODAY + timedelta(days=40), time(9))
    assert [day for day, *_rest in context["days"]] == [TODAY + timedelta(days=40)]
    for month in ("2026-06", "2026-07", "2026-08", "2026-09"):  # whichever is looked at, the first time of all is told
        assert client.get(times_of(offered, who=who, month=month)).context["first"].day == TODAY + timedelta(days=40)
    assert client.get(times_of(offered)).context["month"] == date(2026, 6, 1)
    times = client.get(times_of(offered, who=who, day=(TODAY + timedelta(days=40)).isoformat())).context["times"]
    assert [(one.at, one.free) for one in times] == [(time(9), 1)]


# ---- one click, and nothing that cannot be had


def test_the_first_time_is_kept_with_one_press_on_the_page_of_offices_and_on_that_of_times() -> None:
    offered = make_offered()
    slot = make_slot(offered)
    for address in (f"/appointments/book/{offered.service.code}/", times_of(offered)):
        client = signed_in(make_person())
        page = page_of(client, address)
        assert f">17\u00a0June\u00a02026, 10:00, {offered.reception.office.name_en}</button>".replace("17", str(slot.day.day)) in page
        first = client.get(address).context["first"]
        assert client.post(first.take, {"day": first.day.isoformat(), "at": f"{first.at:%H:%M}"}).url.startswith("/appointments/A-")
        assert Booking.objects.get(state="held").slot_id == slot.pk
        Booking.objects.all().delete()
        Slot.objects.update(state="free", held_until=None)
        reopen(slot)


def test_the_first_time_before_the_last_day_is_the_earliest_of_all_offices_and_not_that_of_the_nearest() -> None:
    moscow = make_offered(make_reception(latitude="55.75580", longitude="37.61730"))
    north = make_offered(make_reception(make_office("780-001", region="78"), latitude="59.93860", longitude="30.31410"))
    south = make_offered(make_reception(make_office("230-001", region="23"), latitude="45.03500", longitude="38.97500"))
    person = make_person()
    invited(person, TODAY + timedelta(days=6))
    make_slot(moscow, in_days=9)
    make_slot(north, in_days=5)
    make_slot(south, in_days=3)
    address = f"/appointments/book/{moscow.service.code}/?near={moscow.reception.office.code}"
    client = signed_in(person)
    shown = client.get(f"{address}&region=77").context
    assert [one.offered for one in shown["offices"]] == [moscow]
    assert (shown["first"].is_late, shown["in_time"].day, shown["in_time"].km) == (True, TODAY + timedelta(days=3), 1196)
    everywhere = client.get(address).context
    assert (everywhere["first"].day, everywhere["in_time"], everywhere["nearest"].day) == (
        TODAY + timedelta(days=3),
        None,
        TODAY + timedelta(days=5),
    )
    elsewhere = client.get(times_of(moscow)).context["elsewhere"]
    assert (elsewhere.day, elsewhere.km) == (TODAY + timedelta(days=3), 1196)
    client.post(elsewhere.take, {"day": elsewhere.day.isoformat(), "at": "10:00"})
    assert Booking.objects.get().offered_id == south.pk


def test_who_finds_a_time_before_the_last_day_in_her_region_is_sent_to_no_other() -> None:
    moscow, west = make_offered(), make_offered(make_reception(make_office("390-001", region="39")))
    person = make_person()
    invited(person, TODAY + timedelta(days=6))
    make_slot(moscow, in_days=3)
    make_slot(west, in_days=3)
    shown = signed_in(person).get(f"/appointments/book/{moscow.service.code}/?region=77").context
    assert (shown["first"].office, shown["first"].is_late, shown["in_time"]) == (moscow.reception.office.name_en, False, None)


def test_offices_are_shown_of_a_chosen_region_and_of_all_when_it_is_none_of_theirs() -> None:
    one, other = make_offered(), make_offered(make_reception(make_office("780-001", region="78")))
    client = signed_in(make_person())
    assert '<select class="govuk-select" id="region" name="region">' in page_of(client, "/appointments/book/fingerprints/")
    for region, expected in (("78", [other]), ("77", [one]), ("99", [one, other]), ("", [one, other])):
        shown = client.get(f"/appointments/book/fingerprints/?region={region}").context["offices"]
        assert [office.offered for office in shown] == expected


def test_whoever_has_an_appointment_is_told_before_the_list_and_sees_no_button() -> None:
    offered, person = make_offered(), make_person()
    existing = booked(offered, person)
    slot = make_slot(offered)
    client = signed_in(person)
    for address in (f"/appointments/book/{offered.service.code}/", times_of(offered, day=slot.day.isoformat())):
        page = page_of(client, address)
        assert "There is an appointment for this already" in page
        assert f'href="/appointments/{existing.number}/"' in page
        assert 'name="at"' not in page
    assert 'name="at"' in page_of(client, times_of(offered, day=slot.day.isoformat(), move=existing.number))
    assert 'name="at"' in page_of(signed_in(make_person()), times_of(offered, day=slot.day.isoformat()))


def test_whoever_has_used_up_changes_or_holds_is_told_before_the_list_also_for_a_child() -> None:
    offered, parent = make_offered(), make_person()
    child = make_child(parent)
    slot = make_slot(offered)
    for _ in range(4):
        gone = booked(offered, child.child, in_days=5)
        cancel_booking(booking_id=gone.pk, actor=SYSTEM)
    client = signed_in(parent)
    address = times_of(offered, day=slot.day.isoformat())
    page = page_of(client, f"{address}&who={child.number}")
    assert "cancelled or moved 4 times" in page
    assert 'name="at"' not in page
    assert 'name="at"' in page_of(client, f"{address}&who=me")
    for _ in range(5):
        held = hold_slot(**when(slot), person_id=parent.pk, actor=SYSTEM)
        cancel_booking(booking_id=held.pk, actor=SYSTEM)
        reopen(slot)
    page = page_of(client, f"{address}&who=me")
    assert "kept for you 5 times within 24 hours" in page
    assert 'name="at"' not in page


def test_a_hold_that_is_over_and_that_the_waiting_list_gets_is_shown_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    slot, other = make_slot(offered), make_slot(offered, in_days=4)
    for one in (slot, other):
        hold_slot(**when(one), person_id=make_person().pk, actor=SYSTEM)
    wait(offered, first_day=slot.day, last_day=slot.day)
    stop_clock(monkeypatch, MORNING + timedelta(minutes=31))
    client = signed_in(make_person())
    shown = client.get(times_of(offered)).context
    assert [day for day, *_rest in shown["days"]] == [other.day]
    assert shown["first"].day == other.day
    assert client.post(times_of(offered), pressed(other)).status_code == 302


def test_a_free_desk_is_sold_though_another_one_at_that_time_goes_to_the_waiting_list(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    slot = make_slot(offered)
    hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    wait(offered)
    free = make_slot(offered)
    stop_clock(monkeypatch, MORNING + timedelta(minutes=31))
    assert book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM).slot_id == free.pk
