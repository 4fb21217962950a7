"""From the door to the desk and back: each step of a visit, who may take it, and why not."""

import uuid
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils.translation import override

from appointments.board import errors, services
from appointments.board.invariants import arrived_without_ticket, visits_unlike_their_booking
from appointments.board.models import VISIT_TRANSITIONS, Visit
from appointments.models import Booking, Slot
from appointments.services import cancel_booking, mark_arrived, move_booking, visits
from cases.models import Case, SeenAtCounter
from cases.services import invite_to_counter, withdraw_case
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from profiles.models import Guardianship
from tests.appointments.board.counter import Counter
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, make_slot, when
from tests.cases import acts
from tests.factories import make_child, make_office, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def invited_case() -> Case:
    case = acts.held_case()
    invite_to_counter(
        case_id=case.pk,
        expected_version=case.version,
        text="Come.",
        what=("originals", "biometrics"),
        answer_by=clock.today() + timedelta(days=3),
        actor=actor_of(case.assigned_to),
    )
    return case


def state_of(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state


# ---- arrival


def test_the_same_form_changed_gives_no_ticket_to_somebody_else(counter: Counter) -> None:
    key = uuid.uuid4()
    given = counter.walk_in(submission_key=key)
    assert counter.walk_in(submission_key=key).pk == given.pk
    for changed in {"is_urgent": True}, {"case_id": acts.sent_case().pk}:
        with pytest.raises(errors.TicketGivenAlready):
            counter.walk_in(submission_key=key, **changed)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(("seconds", "refused"), [(10, False), (11, True)])
def test_a_form_that_comes_back_later_is_no_second_press(counter: Counter, seconds: int, refused: bool) -> None:
    key = uuid.uuid4()
    given = counter.walk_in(submission_key=key)
    counter.later(seconds=seconds)
    if not refused:
        assert counter.walk_in(submission_key=key).pk == given.pk
        return
    with pytest.raises(errors.TicketGivenAlready) as told:
        counter.walk_in(submission_key=key)
    assert told.value.context == {"ticket": "B001", "time": "12:00"}


def test_a_number_of_a_form_of_another_office_is_another(counter: Counter) -> None:
    key = uuid.uuid4()
    other = make_offered(make_reception(make_office("780-001")))
    counter.walk_in(submission_key=key)
    visit = counter.walk_in(submission_key=key, offered_id=other.pk, reception_id=other.reception_id)
    assert (visit.reception_id, Visit.objects.count()) == (other.reception_id, 2)


def test_who_booked_gets_a_ticket_and_the_booking_has_arrived(counter: Counter) -> None:
    booking = counter.booking()
    visit = counter.check_in(booking)
    assert (visit.ticket, visit.state, visit.day, state_of(booking)) == ("A001", "waiting", counter.day, "arrived")
    names = [*Event.objects.order_by("pk").values_list("name", flat=True)]
    assert names[-2:] == ["appointments.BookingArrived", "board.TicketGiven"]


def test_checking_in_twice_gives_the_same_ticket(counter: Counter) -> None:
    booking = counter.booking()
    assert counter.check_in(booking).pk == counter.check_in(booking).pk


def test_nobody_is_checked_in_before_the_name_was_compared(counter: Counter) -> None:
    booking = counter.booking()
    with pytest.raises(errors.IdentityNotConfirmed):
        counter.check_in(booking, identity_confirmed=False)
    assert state_of(booking) == "booked"


@pytest.mark.parametrize(("minutes", "refused"), [(-61, errors.TooEarly), (-60, None), (60, None), (61, errors.TooLateToCheckIn)])
def test_check_in_is_open_an_hour_before_and_an_hour_after(counter: Counter, minutes: int, refused: type[Exception] | None) -> None:
    booking = counter.booking()
    counter.later(minutes=minutes)
    if refused is None:
        assert counter.check_in(booking).state == "waiting"
        return
    with pytest.raises(refused):
        counter.check_in(booking)
    assert state_of(booking) == "booked"


def test_an_appointment_of_another_office_is_explained(counter: Counter) -> None:
    elsewhere = make_offered(make_reception(make_office("780-001")))
    booking = counter.booking(offered=elsewhere)
    with pytest.raises(errors.OtherOffice) as refused:
        counter.check_in(booking)
    assert "780-001" in str(refused.value)


def test_an_appointment_of_another_day_is_explained(counter: Counter) -> None:
    booking = counter.booking(days=1)
    with pytest.raises(errors.OtherDay):
        counter.check_in(booking)


def test_a_cancelled_appointment_is_explained(counter: Counter) -> None:
    booking = counter.booking()
    cancel_booking(booking_id=booking.pk, actor=SYSTEM, by_office=True)
    with override("en"), pytest.raises(errors.AppointmentGone, match="cancelled"):
        counter.check_in(booking)


def test_numbers_of_a_day_run_through_and_begin_anew_the_next_day(counter: Counter) -> None:
    tickets = [counter.check_in(counter.booking()).ticket, counter.walk_in().ticket, counter.walk_in().ticket]
    counter.later(days=1)
    assert [*tickets, counter.walk_in().ticket] == ["A001", "B002", "B003", "B001"]


def test_a_walk_in_takes_a_place_kept_for_walk_ins_and_the_next_one_waits_without(counter: Counter) -> None:
    kept = make_slot(counter.offered, day=counter.day, at=time(12, 20), channel=Slot.Channel.WALK_IN)
    first, second = counter.walk_in(), counter.walk_in()
    kept.refresh_from_db()
    assert (first.slot_id, second.slot_id, kept.state) == (kept.pk, None, "booked")


def test_a_ticket_is_for_a_service_of_this_office(counter: Counter) -> None:
    elsewhere = make_offered(make_reception(make_office("780-001")))
    with pytest.raises(errors.ServiceNotHere):
        counter.walk_in(offered_id=elsewhere.pk)


# ---- who is called next


def test_appointments_come_in_their_order_then_urgent_then_by_arrival(counter: Counter) -> None:
    walked = counter.walk_in()
    urgent = counter.walk_in(is_urgent=True)
    later = counter.check_in(counter.booking(time(12, 30)))
    sooner = counter.check_in(counter.booking(time(12, 10)))
    desks = [make_desk(counter.reception) for _number in range(4)]
    assert [counter.call(desk).pk for desk in desks] == [sooner.pk, later.pk, urgent.pk, walked.pk]


def test_who_came_late_waits_as_those_without_an_appointment(counter: Counter) -> None:
    booking = counter.booking(time(11, 44))
    walked = counter.walk_in()
    counter.later(seconds=1)
    assert counter.check_in(booking).turn_at > walked.turn_at
    assert counter.call().pk == walked.pk


def test_until_fifteen_minutes_late_an_appointment_keeps_its_turn(counter: Counter) -> None:
    counter.walk_in()
    on_time = counter.check_in(counter.booking(time(11, 45)))
    assert counter.call().pk == on_time.pk


def test_a_desk_calls_for_the_services_it_has_places_of_today(counter: Counter) -> None:
    other = make_offered(counter.reception, make_service("papers"))
    make_slot(other, day=counter.day, desk=counter.desk)
    make_slot(counter.offered, day=counter.day)
    counter.walk_in()
    with pytest.raises(errors.NobodyWaits):
        counter.call()
    mine = counter.walk_in(offered_id=other.pk)
    assert counter.call().pk == mine.pk


def test_what_no_desk_in_use_has_places_for_is_called_by_every_desk(counter: Counter) -> None:
    """Else whoever came for it would wait all day, and nobody would call her."""
    other = make_offered(counter.reception, make_service("papers"))
    make_slot(counter.offered, day=counter.day, desk=counter.desk)
    theirs = make_desk(counter.reception)
    make_slot(other, day=counter.day, desk=theirs)
    visit = counter.walk_in(offered_id=other.pk)
    with pytest.raises(errors.NobodyWaits):
        counter.call()
    theirs.is_open = False
    theirs.save()
    assert counter.call().pk == visit.pk


def test_a_busy_or_closed_desk_calls_nobody(counter: Counter) -> None:
    for _number in range(2):
        counter.walk_in()
    counter.call()
    with pytest.raises(errors.DeskBusy):
        counter.call()
    shut = make_desk(counter.reception)
    shut.is_open = False
    shut.save()
    with pytest.raises(errors.DeskClosed):
        counter.call(shut)


def test_nobody_waits_at_an_empty_office_and_yesterdays_visits_are_not_called(counter: Counter) -> None:
    counter.walk_in()
    counter.later(days=1)
    with pytest.raises(errors.NobodyWaits):
        counter.call()


# ---- at the desk


def test_a_visit_goes_through_and_its_booking_is_done(counter: Counter) -> None:
    booking = counter.booking()
    visit = counter.visit_in("done", booking)
    assert (visit.state, state_of(booking), visit.desk, visit.officer) == ("done", "done", counter.desk, counter.officer)
    assert visit.arrived_at <= visit.called_at <= visit.started_at <= visit.ended_at  # type: ignore[operator]


def test_each_step_of_a_visit_is_told_once_with_the_officer_who_did_it(counter: Counter) -> None:
    visit = counter.visit_in("called")
    visit = counter.act("send_back", counter.act("start", counter.act("call_again", visit)))
    counter.act("finish", counter.act("start", counter.call()))
    told = Event.objects.filter(name__startswith="board.").order_by("pk")
    steps = ["TicketGiven", "VisitCalled", "VisitCalled", "VisitStarted", "VisitSentBack", "VisitCalled", "VisitStarted", "VisitEnded"]
    assert [event.name for event in told] == [f"board.{step}" for step in steps]
    assert {event.actor_id for event in told} == {counter.officer.pk}
    assert [event.payload["calls"] for event in told if event.name == "board.VisitCalled"] == [1, 2, 1]


def test_calling_again_counts(counter: Counter) -> None:
    visit = counter.act("call_again", counter.visit_in("called"))
    assert (visit.state, visit.calls) == ("called", 2)


def test_a_person_has_five_minutes_to_come_to_the_desk(counter: Counter) -> None:
    booking = counter.booking()
    visit = counter.visit_in("called", booking)
    counter.later(minutes=4, seconds=59)
    with pytest.raises(errors.TooSoonToMiss):
        counter.act("miss", visit)
    counter.later(seconds=1)
    assert counter.act("miss", visit).state == "no_show"
    assert state_of(booking) == "no_show"


@pytest.mark.parametrize("state", ["called", "in_service"])
def test_who_is_sent_back_waits_after_everybody_and_keeps_the_ticket(counter: Counter, state: str) -> None:
    visit = counter.visit_in(state)
    counter.later(minutes=1)
    walked = counter.walk_in()
    counter.later(minutes=1)
    back = counter.act("send_back", visit)
    assert (back.state, back.ticket, back.desk_id, back.called_at) == ("waiting", visit.ticket, None, None)
    assert counter.call().pk == walked.pk


ALLOWED = {
    "call_again": {"called"},
    "start": {"called"},
    "miss": {"called"},
    "send_back": {"called", "in_service"},
    "finish": {"in_service"},
}


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.parametrize("state", ["waiting", "called", "in_service", "done", "no_show"])
def test_each_act_is_refused_in_every_other_state_and_changes_nothing(counter: Counter, name: str, state: str) -> None:
    booking = counter.booking()
    visit = counter.visit_in(state, booking)
    if state in ALLOWED[name]:
        return
    before = (Visit.objects.filter(pk=visit.pk).values().get(), state_of(booking), Event.objects.count())
    counter.later(minutes=10)
    with pytest.raises(errors.VisitMoved):
        counter.act(name, visit)
    assert (Visit.objects.filter(pk=visit.pk).values().get(), state_of(booking), Event.objects.count()) == before


@pytest.mark.parametrize("name", ["call_again", "start", "miss", "send_back"])
def test_a_colleague_does_not_act_on_my_visit(counter: Counter, name: str) -> None:
    visit, colleague = counter.visit_in("called"), make_user("officer")
    with pytest.raises(errors.AnotherDesk):
        counter.act(name, visit, colleague)


@pytest.mark.parametrize("name", ["call_again", "start", "miss", "send_back"])
def test_a_supervisor_of_the_office_frees_the_desk_of_an_officer_who_has_gone(counter: Counter, name: str) -> None:
    visit = counter.visit_in("called")
    counter.later(minutes=6)
    elsewhere = make_user("supervisor", office=make_office("780-001"))
    with pytest.raises(errors.AnotherDesk):
        counter.act(name, visit, elsewhere)
    done = counter.act(name, visit, make_user("supervisor", office=counter.reception.office))
    assert done.version == visit.version + 1


def test_a_page_that_is_out_of_date_changes_nothing(counter: Counter) -> None:
    visit = counter.visit_in("called")
    counter.act("call_again", visit)
    with pytest.raises(StaleVersion):
        counter.act("start", visit)


# ---- what a finished visit tells the case


def test_a_finished_visit_moves_the_case_that_invited_on(counter: Counter) -> None:
    case = invited_case()
    visit = counter.visit_in("done", counter.booking(person=case.person))
    case.refresh_from_db()
    assert case.status == "in_review"
    assert {*case.seen.values_list("what", "seen_on", "seen_by")} == {
        ("originals", visit.day, counter.officer.pk),
        ("biometrics", visit.day, counter.officer.pk),
    }


def test_a_visit_where_something_is_missing_leaves_the_case_waiting(counter: Counter) -> None:
    case = invited_case()
    visit = counter.visit_in("in_service", counter.booking(person=case.person))
    counter.act("finish", visit, seen=False)
    case.refresh_from_db()
    assert (case.status, case.seen.count()) == ("info_requested", 0)


def test_a_visit_without_a_case_in_work_tells_nobody(counter: Counter) -> None:
    case = invited_case()
    booking = counter.booking(person=case.person)
    withdraw_case(case_id=case.pk, actor=SYSTEM)
    assert counter.visit_in("done", booking).state == "done"
    assert counter.visit_in("done").state == "done"
    assert SeenAtCounter.objects.count() == 0


def test_a_service_that_confirms_nothing_leaves_the_case_as_it_is(counter: Counter) -> None:
    case = invited_case()
    advice = make_offered(counter.reception, make_service("advice", confirms=[]))
    counter.visit_in("done", counter.booking(person=case.person, offered=advice))
    assert case.seen.count() == 0


def test_an_officer_confirms_no_visit_of_her_own_child(counter: Counter) -> None:
    case = invited_case()
    visit = counter.visit_in("in_service", counter.booking(person=case.person))
    make_child(make_person(counter.officer, birth_date=date(1970, 2, 3)))
    Guardianship.objects.update(child=case.person)
    with pytest.raises(errors.CloseToYou):
        counter.act("finish", visit)
    visit.refresh_from_db()
    assert (visit.state, case.seen.count()) == ("in_service", 0)


# ---- the end of the day


def test_after_midnight_of_the_office_who_never_came_has_missed_the_appointment(counter: Counter) -> None:
    booking = counter.booking(time(13))
    counter.visit_in("done")
    counter.set(counter.moment(time(23, 59, 59)))
    assert services.close_past_days() == 0
    counter.set(counter.moment(time(0), days=1))
    assert (services.close_past_days(), services.close_past_days()) == (1, 0)
    assert state_of(booking) == "no_show"


def test_while_the_day_lasts_nobody_who_waits_or_is_called_is_closed(counter: Counter) -> None:
    """Also at its last minute; a minute later everybody is."""
    called, waiting, expected = counter.visit_in("called"), counter.walk_in(), counter.booking(time(13))
    counter.set(counter.moment(time(23, 59)))
    assert services.close_past_days() == 0
    for visit, state in ((called, "called"), (waiting, "waiting"), (expected, "booked")):
        visit.refresh_from_db()
        assert visit.state == state
    counter.later(minutes=1)
    assert services.close_past_days() == 3


def test_a_desk_calls_those_who_came_on_the_day_of_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two in the morning in Kamchatka is still yesterday in Moscow."""
    east = Counter(monkeypatch, make_offered(make_reception(make_office("410-001"))))
    east.set(east.moment(time(2), days=1))
    waiting = east.walk_in()
    assert waiting.day == east.day + timedelta(days=1)
    assert east.call() == waiting


def test_each_office_closes_its_day_by_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Midnight in Kamchatka is afternoon in Moscow: the same moment closes one day and not the other."""
    moscow = Counter(monkeypatch)
    east = Counter(monkeypatch, make_offered(make_reception(make_office("410-001"))))
    assert str(east.zone) == "Asia/Kamchatka"
    east.day = moscow.day
    here, there = moscow.booking(time(18)), east.booking(time(18))
    east.set(east.moment(time(12)))
    east.visit_in("done")
    moscow.set(east.moment(time(0), days=1))
    assert services.close_past_days() == 1
    assert (state_of(here), state_of(there)) == ("booked", "no_show")


@pytest.mark.parametrize("state", ["waiting", "called"])
def test_whom_the_office_did_not_get_to_has_missed_nothing(counter: Counter, state: str) -> None:
    booking = counter.booking()
    visit = counter.visit_in(state, booking)
    counter.later(days=1)
    assert services.close_past_days() == 1
    visit.refresh_from_db()
    assert (visit.state, state_of(booking)) == ("unserved", "cancelled")
    assert Event.objects.get(name="appointments.BookingCancelled").payload["by_office"] is True


def test_a_visit_at_a_desk_is_left_to_its_officer_who_finishes_it_the_next_day(counter: Counter) -> None:
    visit = counter.visit_in("in_service")
    counter.later(days=1)
    assert services.close_past_days() == 0
    assert counter.act("finish", visit).state == "done"


def test_a_booking_moved_to_another_day_is_not_missed(counter: Counter) -> None:
    booking = counter.booking()
    far = make_slot(counter.offered, day=counter.day + timedelta(days=5))
    counter.set(counter.moment(time(8), days=1))
    move_booking(booking_id=booking.pk, **when(far), actor=SYSTEM, by_office=True)
    assert (services.close_past_days(), state_of(booking)) == (0, "booked")


# ---- what the database keeps


def test_the_database_refuses_every_move_that_is_not_in_the_table(counter: Counter) -> None:
    for start in ("waiting", "called", "in_service", "done", "no_show"):
        visit = counter.visit_in(start)
        for end in Visit.State.values:
            if end != start and (start, end) not in VISIT_TRANSITIONS:
                with pytest.raises(InternalError, match="transition"), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("UPDATE board_visit SET state = %s WHERE id = %s", [end, visit.pk])
        if start in Visit.AT_A_DESK:
            counter.act("send_back", visit)
        Visit.objects.filter(state="waiting").update(day=counter.day - timedelta(days=1))


def test_the_database_refuses_two_visits_at_one_desk(counter: Counter) -> None:
    counter.visit_in("called")
    other = counter.walk_in()
    with pytest.raises(IntegrityError, match="one_visit_at_a_desk"), transaction.atomic():
        Visit.objects.filter(pk=other.pk).update(state="called", desk=counter.desk, officer=counter.officer, called_at=counter.now)


@pytest.mark.parametrize("field", ["called_at", "started_at", "ended_at"])
def test_the_database_refuses_moments_out_of_order(counter: Counter, field: str) -> None:
    visit = counter.visit_in("done")
    with pytest.raises(IntegrityError, match="visit_"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**{field: counter.now - timedelta(hours=1)})


def test_invariants_hold_after_a_day_and_notice_what_was_changed_by_hand(counter: Counter) -> None:
    for state in ("done", "no_show"):
        counter.visit_in(state)
    counter.visit_in("waiting")
    assert (visits_unlike_their_booking(), arrived_without_ticket()) == (0, 0)
    mark_arrived(booking_id=counter.booking().pk, actor=SYSTEM)
    Visit.objects.filter(state="waiting").delete()
    assert arrived_without_ticket() == 2


def test_a_booking_that_is_moved_between_the_look_and_the_lock_is_not_missed(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = counter.booking()
    there = make_slot(counter.offered, day=counter.day + timedelta(days=9), opens_at=counter.now - timedelta(days=1))
    counter.set(counter.moment(time(0), days=1))
    really = visits._miss

    def moved_meanwhile(booking_id: int, *given: Any) -> bool:
        move_booking(booking_id=booking_id, **when(there), actor=counter.actor, by_office=True)
        return really(booking_id, *given)

    monkeypatch.setattr(visits, "_miss", moved_meanwhile)
    assert services.close_past_days() == 0
    booking.refresh_from_db()
    assert (booking.state, booking.slot_id) == ("booked", there.pk)
