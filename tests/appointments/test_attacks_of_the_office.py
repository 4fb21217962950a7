"""What a careless planner, a crowded counter and an unlucky moment do to people who come, and what must not happen to them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from appointments.board import selectors, services
from appointments.board.errors import NobodyWaits
from appointments.board.forms import NumberForm
from appointments.board.models import UnmarkedDay
from appointments.board.selectors import day_of, shown_on_screen
from appointments.board.services import closing
from appointments.load.figures import Scope, figures
from appointments.models import Booking, DayChange, Desk, Reception, ScheduleLine, ServiceAtOffice, Slot
from appointments.planning.conflicts import conflicts, proposals
from appointments.planning.effect import effect_of
from appointments.planning.errors import LeadBeyondHorizon
from appointments.planning.services import find_new_times, make_places, put_day, put_service, remove_day
from appointments.planning.week import week_of
from appointments.services import confirm_party, hold_party
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.jobs.services import run_piece
from tests.appointments.board.counter import Counter, reader
from tests.appointments.board.test_pages import renamed
from tests.appointments.test_planning import booked, closed, planned, working_day
from tests.appointments.world import english, make_desk, make_offered, make_reception, make_service, make_slot, reopen, when
from tests.cases import acts
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Whatever day of the week it is, the office works today."""
    found = Counter(monkeypatch)
    today = {"first_day": found.day, "last_day": found.day, "as_weekday": 0}
    DayChange.objects.create(reception=found.reception, kind="open", reason_ru="День", reason_en="Day", **today)
    return found


def works(counter: Counter, desk: Desk, offered: ServiceAtOffice, starts: time = time(9), ends: time = time(17)) -> None:
    """Today, and every Monday."""
    since = counter.day - timedelta(days=30)
    ScheduleLine.objects.create(desk=desk, offered=offered, weekday=0, starts=starts, ends=ends, valid_from=since)
    make_places(reception_id=counter.reception.pk)


@pytest.fixture
def supervisor() -> Any:
    return make_user("supervisor")


# ---- the plan


def test_a_day_closed_by_mistake_and_opened_again_leaves_walk_ins_their_places(counter: Counter) -> None:
    ServiceAtOffice.objects.filter(pk=counter.offered.pk).update(walk_in_percent=50)
    works(counter, counter.desk, counter.offered)
    first = counter.walk_in()
    assert first.slot is not None
    put_day(reception_id=counter.reception.pk, values=closed(counter.day), actor=counter.actor)
    mistake = DayChange.objects.get(kind="closed")
    remove_day(reception_id=counter.reception.pk, change_id=mistake.pk, actor=counter.actor)
    first.slot.refresh_from_db()
    assert first.slot.state == Slot.State.BOOKED
    assert counter.walk_in().slot_id not in (None, first.slot_id)


def test_fewer_days_ahead_take_nobodys_appointment(supervisor: Any) -> None:
    day = working_day(45)
    offered, desk = planned(supervisor, day)
    booking = booked(Slot.objects.get(desk=desk, day=day, at=time(9)))
    fewer = {"service": offered.service, "minutes": 20, "opens_at": time(10), "horizon_days": 14}

    def change() -> None:
        put_service(reception_id=offered.reception_id, offered_id=offered.pk, values=fewer, actor=actor_of(supervisor))

    assert effect_of(offered.reception, change).hit == 0
    change()
    assert not conflicts(offered.reception_id).exists()
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    assert conflicts(offered.reception_id).get() == booking  # a day that is really closed is one all the same


def test_nobody_is_moved_to_an_hour_from_now_because_a_far_day_is_closed(counter: Counter) -> None:
    """She would hear of it when it is over, and have missed it."""
    desk = make_desk(counter.reception)
    booking = counter.booking(time(10), days=7)
    make_slot(counter.offered, day=counter.day, at=time(15), desk=desk)
    tomorrow = make_slot(counter.offered, day=counter.day + timedelta(days=1), at=time(15), desk=desk)
    Slot.objects.filter(pk=booking.slot_id).update(state=Slot.State.CLOSED)
    assert proposals(list(conflicts(counter.reception.pk)))[0].day == tomorrow.day  # nothing else is free
    later = make_slot(counter.offered, day=counter.day + timedelta(days=20), at=time(15), desk=desk)
    assert proposals(list(conflicts(counter.reception.pk)))[0].day == later.day
    three_days = make_slot(counter.offered, day=counter.day + timedelta(days=3), at=time(15), desk=desk)
    assert proposals(list(conflicts(counter.reception.pk)))[0].day == three_days.day


def test_no_place_is_made_over_a_visit_that_has_begun(counter: Counter) -> None:
    booking = counter.booking()
    counter.later(minutes=5)
    works(counter, booking.desk, counter.offered, starts=time(11, 10))
    assert [f"{at:%H:%M}" for at in booking.desk.slots.filter(day=counter.day).order_by("at").values_list("at", flat=True)[:2]] == [
        "12:00",
        "12:30",
    ]


@pytest.mark.parametrize(("lead_hours", "horizon_days", "refused"), [(23, 1, False), (24, 1, True), (720, 14, True), (720, 31, False)])
def test_a_service_that_nobody_could_ever_book_is_refused(supervisor: Any, lead_hours: int, horizon_days: int, refused: bool) -> None:
    offered = make_offered()
    values = {"service": offered.service, "minutes": 20, "opens_at": time(10), "lead_hours": lead_hours, "horizon_days": horizon_days}
    put: dict[str, Any] = {"reception_id": offered.reception_id, "offered_id": offered.pk, "values": values, "actor": actor_of(supervisor)}
    if not refused:
        put_service(**put)
        return
    with pytest.raises(LeadBeyondHorizon):
        put_service(**put)


def looked_at(page: Any) -> str:
    return str(page.text).split('name="looked" value="')[1].split('"')[0]


def test_what_is_typed_after_the_look_is_looked_at_once_more(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    booked(desk.slots.filter(day=day + timedelta(days=7)).earliest("at"))
    client, address = english(supervisor), f"/admin/planning/{offered.reception.office.code}/day/"
    typed = {"kind": "closed", "desk": "", "as_weekday": "", "reason_ru": "Ремонт", "reason_en": "Repairs"}
    one_day = {**typed, "first_day": f"{day:%d.%m.%Y}", "last_day": f"{day:%d.%m.%Y}"}
    first = client.post(address, one_day)
    week = {**one_day, "last_day": f"{day + timedelta(days=7):%d.%m.%Y}"}
    again = client.post(address, {**week, "keep": "1", "looked": looked_at(first)})
    assert "has changed since you looked" in again.text
    assert "1 appointment loses its time" in again.text
    assert not DayChange.objects.exists()
    assert client.post(address, {**week, "keep": "1", "looked": looked_at(again)}).status_code == 302
    assert DayChange.objects.get().last_day == day + timedelta(days=7)


def test_a_change_of_a_colleague_is_not_undone_unseen(supervisor: Any) -> None:
    offered, _desk = planned(supervisor, working_day())
    client, address = english(supervisor), f"/admin/planning/{offered.reception.office.code}/service/{offered.pk}/"
    typed = {"minutes": "20", "lead_hours": "2", "horizon_days": "60", "opens_at": "10:00", "walk_in_percent": "10"}
    typed |= {"urgent_percent": "0", "urgent_days": "7", "is_offered": "on"}
    looked = looked_at(client.post(address, typed))
    theirs = {"service": offered.service, "minutes": 30}
    put_service(reception_id=offered.reception_id, offered_id=offered.pk, values=theirs, actor=actor_of(supervisor))
    again = client.post(address, {**typed, "keep": "1", "looked": looked})
    assert "has changed since you looked" in again.text
    offered.refresh_from_db()
    assert offered.minutes == 30
    kept = {**typed, "keep": "1", "looked": looked_at(again)}
    assert [client.post(address, kept).status_code for _press in range(2)] == [302, 302]  # pressed twice
    offered.refresh_from_db()
    assert (offered.minutes, offered.walk_in_percent) == (20, 10)


# ---- the counter


@pytest.mark.parametrize("since", ["today", "noon"])
def test_people_of_a_desk_whose_officer_is_away_are_called_by_the_others(counter: Counter, since: str) -> None:
    papers = make_offered(counter.reception, make_service("papers"))
    theirs = make_desk(counter.reception)
    works(counter, counter.desk, counter.offered)
    works(counter, theirs, papers, starts=time(13))
    if since == "noon":
        make_slot(papers, day=counter.day, desk=theirs, at=time(10))  # of the morning, when the officer was there
    afternoon = Slot.objects.filter(desk=theirs, at__gte=time(15), state=Slot.State.FREE).earliest("at")
    reopen(afternoon)
    booked(afternoon)
    visit = counter.walk_in(offered_id=papers.pk)
    with pytest.raises(NobodyWaits):
        counter.call()
    put_day(reception_id=counter.reception.pk, values={**closed(counter.day), "desk": theirs}, actor=counter.actor)
    assert counter.call().pk == visit.pk


def test_everybody_who_is_called_stands_on_the_screen(counter: Counter) -> None:
    for _desk in range(12):
        counter.later(minutes=1)
        counter.walk_in()
        counter.call(make_desk(counter.reception))
    shown = shown_on_screen(counter.reception, day=counter.day)
    assert ([one.ticket for one in shown.called], shown.crowd) == ([f"B{number:03d}" for number in range(12, 0, -1)], "crowd")


@pytest.mark.parametrize(("calls", "rows", "crowd"), [(0, 8, "few"), (3, 5, "few"), (4, 4, "few"), (5, 5, "many"), (9, 9, "crowd")])
def test_those_at_a_desk_already_have_the_room_that_is_left(counter: Counter, calls: int, rows: int, crowd: str) -> None:
    for _desk in range(9):
        counter.walk_in()
        counter.act("start", counter.call(make_desk(counter.reception)))
    for _desk in range(calls):
        counter.walk_in()
        counter.call(make_desk(counter.reception))
    shown = shown_on_screen(counter.reception, day=counter.day)
    assert (len(shown.called), sum(one.is_called for one in shown.called), shown.crowd) == (rows, calls, crowd)


def test_the_board_counts_everybody_who_is_expected(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "LONGEST", 2)
    for hour in (13, 14, 15):
        counter.booking(time(hour))
    day = day_of(counter.reception, day=counter.day)
    assert (len(day.expected), day.later, day.counts["expected"]) == (2, 1, 3)


def test_desks_stand_in_the_order_in_which_people_count_them(counter: Counter) -> None:
    Desk.objects.all().delete()
    for name in ("10", "2", "12A", "12", "Зал"):
        make_desk(counter.reception, name)
    in_order = ["Зал", "2", "10", "12", "12A"]
    assert [row.desk.name for row in day_of(counter.reception, day=counter.day).desks] == in_order
    assert [desk.name for desk in week_of(counter.reception, counter.day).desks] == in_order


@pytest.mark.parametrize("read", ["{}", "реезыЖ..зщкефдюучфьздую.фззщштеьутеы.{}.", "реезыЖ..зщкефдюучфьздую.ф.,тгьиук={}"])
def test_a_scanner_is_understood_while_the_keyboard_is_russian(counter: Counter, read: str) -> None:
    number = counter.booking().number
    pressed = number.translate(str.maketrans("QWERTYUIOPASDFGHJKLZXCVBNM", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"))
    for typed in (pressed, pressed.lower()):
        form = NumberForm({"number": read.format(typed)})
        assert form.is_valid()
        assert form.cleaned_data["number"] == number


def test_a_ticket_promises_no_time_before_which_nobody_is_called(counter: Counter) -> None:
    make_slot(counter.offered, day=counter.day, at=time(16), channel=Slot.Channel.WALK_IN)
    visit = counter.walk_in()
    page = reader(counter.officer).get(f"/admin/board/{counter.reception.office.code}/tickets/{visit.pk}/")
    assert "A time is kept for you at about 16:00. You may be called earlier" in page.text
    assert counter.call().pk == visit.pk  # at noon


def test_whoever_finishes_a_ticket_sees_whose_application_it_moves_on(counter: Counter) -> None:
    """Anybody can name the number of somebody else’s application and show her own papers."""
    case = acts.sent_case()
    client, office = reader(counter.officer), counter.reception.office.code
    client.post(f"/admin/board/{office}/desk/", {"desk": counter.desk.pk})
    counter.walk_in(case_id=case.pk)
    counter.act("start", counter.call())
    page = client.get(f"/admin/board/{office}/").text
    assert case.reference in page
    assert "compare the person with this application before you finish" in page


# ---- the end of the day, and figures


def test_a_fault_at_one_office_keeps_no_other_from_the_end_of_its_day(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Counter(monkeypatch, make_offered(make_reception(make_office("780-001"))))
    real = closing._close

    def close(reception: Reception, today: date) -> int:
        if reception.pk == counter.reception.pk:  # the first in order
            raise ValueError("this office")
        return real(reception, today)

    booking = later.booking()
    later.visit_in("done", later.booking(time(12)))
    later.later(days=1)
    monkeypatch.setattr(closing, "_close", close)
    with pytest.raises(ValueError, match="this office"):
        services.close_past_days()
    booking.refresh_from_db()
    assert booking.state == Booking.State.NO_SHOW


@pytest.mark.parametrize("whole", [True, False], ids=["office", "desk"])
def test_nobody_has_missed_the_morning_of_a_day_that_was_closed_at_noon(counter: Counter, whole: bool) -> None:
    """The pipe burst at nine, and the supervisor came to write it down at noon."""
    booking, elsewhere = counter.booking(time(10)), counter.booking(time(10))
    if not whole:
        counter.visit_in("done", counter.booking(time(12)))
    values = {**closed(counter.day), "desk": None if whole else booking.desk}
    put_day(reception_id=counter.reception.pk, values=values, actor=counter.actor)
    counter.later(days=1)
    services.close_past_days()
    for one in (booking, elsewhere):
        one.refresh_from_db()
    assert (booking.state, elsewhere.state) == ("cancelled", "cancelled" if whole else "no_show")
    told = Event.objects.get(name="appointments.BookingCancelled", subject_id=booking.pk)
    assert (told.payload["never_moved"], told.payload["unmarked"]) == (True, False)
    assert not UnmarkedDay.objects.exists()  # the office has said already that it was closed


def test_of_a_family_of_whom_one_has_come_already_the_others_get_another_time_together(counter: Counter) -> None:
    desk, people = make_desk(counter.reception), [make_person(), make_person(), make_person()]
    slots = [make_slot(counter.offered, day=counter.day, desk=desk, at=at) for at in (time(12, 30), time(12, 50), time(13, 10))]
    other = make_desk(counter.reception)
    later = [make_slot(counter.offered, day=counter.day, desk=other, at=at) for at in (time(16), time(16, 20), time(16, 40))]
    ServiceAtOffice.objects.filter(pk=counter.offered.pk).update(lead_hours=0)
    held = hold_party(**when(slots[0]), people=[(person.pk, None) for person in people], actor=SYSTEM)
    first, *others = confirm_party(party=held[0].party, actor=SYSTEM)
    visit = counter.check_in(first)
    ScheduleLine.objects.create(
        desk=other, offered=counter.offered, weekday=0, starts=time(16), ends=time(17), valid_from=counter.day - timedelta(days=9)
    )
    put_day(reception_id=counter.reception.pk, values={**closed(counter.day), "desk": desk}, actor=counter.actor)
    begun = find_new_times(reception_id=counter.reception.pk, actor=counter.actor)
    assert begun is not None
    run_piece(begun.job_id)
    for one in (first, *others):
        one.refresh_from_db()
    assert [one.slot_id for one in others] == [slot.pk for slot in later[:2]]
    assert (first.state, first.slot_id) == ("arrived", slots[0].pk)
    counter.act("finish", counter.act("start", counter.call()))
    first.refresh_from_db()
    visit.refresh_from_db()
    assert (first.state, visit.state) == ("done", "done")


def test_who_is_sent_back_has_waited_until_the_first_call(counter: Counter) -> None:
    counter.walk_in()
    counter.later(minutes=10)
    visit = counter.act("start", counter.call())
    counter.later(minutes=5)
    counter.act("send_back", visit)
    counter.later(minutes=30)
    visit = counter.act("start", counter.call())
    counter.later(minutes=6)
    counter.act("finish", visit)
    (line,) = figures(Scope((counter.reception.office_id,), counter.day, counter.day), "office")
    assert (line.waited, line.served) == (10, 6)


def test_the_week_of_an_office_in_the_east_begins_while_it_is_sunday_in_moscow(monkeypatch: pytest.MonkeyPatch) -> None:
    east = Counter(monkeypatch, make_offered(make_reception(make_office("410-001", region="41"))))
    monday = east.day + timedelta(days=7 - east.day.weekday())
    make_slot(east.offered, day=monday)
    east.set(datetime.combine(monday, time(8), east.zone))
    page = reader(make_user("supervisor", office=east.reception.office)).get("/admin/appointments-load/")
    assert [line.figures.planned for line in page.context["lines"]] == [1]


# ---- who comes is told what the officer will see


@pytest.mark.parametrize("change", [{"family_name": "KARIMOVA"}, {"number": "409999999"}], ids=["name", "document"])
def test_whoever_changed_name_or_document_reads_on_her_page_what_to_bring(counter: Counter, change: dict[str, Any]) -> None:
    person = make_person(family_name="RAHIMOVA", given_names="ZEBO")
    booking = counter.booking(person=person, days=2)
    page, said = english(person.user), "changed after this time was booked"
    assert said not in page.get(f"/appointments/{booking.number}/").text
    number = person.identity_documents.get().number
    renamed(person, **change)
    shown = page.get(f"/appointments/{booking.number}/").text
    assert said in shown
    assert "<bdi>RAHIMOVA ZEBO</bdi>" in shown
    assert f"TJ {number}" in shown
    assert "the former document" in shown
