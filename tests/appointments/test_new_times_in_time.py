"""An office that closes a day moves nobody past the day by which she must come, while an earlier time is free."""

from datetime import time, timedelta

import pytest

from appointments.models import Booking, Slot
from appointments.planning.services import find_new_times
from appointments.services import book_slot, confirm_party, hold_party
from cases.models import Case, InformationRequest
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.jobs.services import run_piece
from tests.appointments.waiting.world import stop_clock
from tests.appointments.world import make_desk, make_offered, make_slot, when
from tests.factories import make_case, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.mark.parametrize("is_known_to_the_booking", [True, False])
def test_who_is_asked_to_come_by_a_day_is_not_moved_past_it_while_an_earlier_time_is_free(is_known_to_the_booking: bool) -> None:
    """The day of the invitation, not that of the decision; also when the appointment was made before the application."""
    offered = make_offered()
    lost, early = make_slot(offered, in_days=9), make_slot(offered, in_days=2)
    make_slot(offered, in_days=10)
    person = make_person()
    case = make_case("in_review", person=person, decide_by=clock.today() + timedelta(days=40))
    Case.objects.filter(pk=case.pk).update(status="info_requested")
    until = clock.today() + timedelta(days=9)
    InformationRequest.objects.create(case=case, asked_by=make_user(), text="Come", counter=["originals"], answer_by=until)
    case_id = case.pk if is_known_to_the_booking else None
    booking = book_slot(**when(lost), person_id=person.pk, case_id=case_id, actor=SYSTEM)
    Slot.objects.filter(pk=lost.pk).update(state=Slot.State.CLOSED)
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(make_user("supervisor")))
    assert rebooking is not None
    run_piece(rebooking.job_id)
    booking.refresh_from_db()
    assert (booking.state, booking.slot_id) == ("booked", early.pk)


def test_a_family_is_not_moved_past_the_day_of_the_one_who_is_asked_first() -> None:
    offered = make_offered()
    lost, early, _later = (
        [make_slot(offered, desk=desk, in_days=days, at=at) for at in (time(10), time(10, 20))]
        for days, desk in ((9, make_desk(offered.reception)), (2, make_desk(offered.reception)), (10, make_desk(offered.reception)))
    )
    people = [make_person(), make_person()]
    make_case("submitted", person=people[1], decide_by=clock.today() + timedelta(days=9))
    held = hold_party(**when(lost[0]), people=[(one.pk, None) for one in people], actor=SYSTEM)
    confirm_party(party=held[0].party, actor=SYSTEM)
    Slot.objects.filter(pk__in=[one.pk for one in lost]).update(state=Slot.State.CLOSED)
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(make_user("supervisor")))
    assert rebooking is not None
    run_piece(rebooking.job_id)
    assert {*Booking.objects.values_list("slot_id", flat=True)} == {one.pk for one in early}
