"""An application ends while an appointment for it is ahead: the person is told and decides herself; nothing is cancelled silently."""

import pytest
from django.urls import reverse

from appointments.models import Booking
from appointments.services import book_slot, cancel_booking, move_booking
from appointments.services.limits import outlook
from cases import services as cases
from cases.models import Case
from portal import clock
from portal.events.models import Event
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from tests.appointments.board.counter import Counter, reader
from tests.appointments.world import english, make_offered, make_service, make_slot, when
from tests.cases import acts

pytestmark = pytest.mark.django_db


def visit_for(case: Case, **fields: int) -> Booking:
    offered = make_offered(service=make_service(procedures=[case.procedure], changes=1))
    return book_slot(**when(make_slot(offered, **fields)), person_id=case.person_id, case_id=case.pk, actor=acts.applicant(case))


def letters(booking: Booking) -> list[str]:
    dispatch_events()
    found = Message.objects.filter(
        recipient=booking.person.user, channel="email", subject__startswith="The application for your appointment"
    )
    return [*found.order_by("pk").values_list("subject", flat=True)]


def left(booking: Booking) -> int:
    return outlook([booking.person_id], booking.offered, now=clock.now()).left


def withdrawn(case: Case) -> None:
    cases.withdraw_case(case_id=case.pk, actor=acts.applicant(case))


def test_who_withdraws_the_application_is_told_of_the_appointment_which_stays() -> None:
    case = acts.sent_case()
    booking = visit_for(case)
    withdrawn(case)
    assert [one.endswith("withdrawn") for one in letters(booking)] == [True]
    booking.refresh_from_db()
    assert booking.state == "booked"


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_a_decision_is_told_too_once(outcome: str) -> None:
    case = acts.proposed_case(outcome)
    booking = visit_for(case)
    acts.confirm(case)
    assert [one.endswith("decided") for one in letters(booking)] == [True]
    assert Event.objects.filter(name="appointments.ApplicationEnded", subject_id=booking.pk).count() == 1
    assert len(letters(booking)) == 1


@pytest.mark.parametrize(("outcome", "told"), [("granted", 0), ("refused", 1)])
def test_who_comes_for_the_ready_document_is_not_told_after_a_grant_that_nothing_is_left_to_come_for(outcome: str, told: int) -> None:
    case = acts.proposed_case(outcome)
    service = make_service("collect-document", procedures=[case.procedure], changes=1, confirms=["originals"])
    slot = make_slot(make_offered(service=service))
    booking = book_slot(**when(slot), person_id=case.person_id, case_id=case.pk, actor=acts.applicant(case))
    acts.confirm(case)
    assert len(letters(booking)) == told
    page = english(case.person.user).get(reverse("appointments:visit", args=[booking.number])).text
    assert ("is not needed for it any more" in page) is bool(told)
    cancel_booking(booking_id=booking.pk, actor=acts.applicant(case))
    assert left(booking) == told


def test_nothing_is_told_of_a_visit_that_is_over_or_belongs_to_another_application() -> None:
    case, other = acts.sent_case(), acts.sent_case()
    gone, kept = visit_for(case), visit_for(other)
    cancel_booking(booking_id=gone.pk, actor=acts.applicant(case))
    withdrawn(case)
    assert (letters(gone), letters(kept)) == ([], [])


def test_who_cancels_before_the_letter_is_written_gets_none() -> None:
    case = acts.sent_case()
    booking = visit_for(case)
    withdrawn(case)
    cancel_booking(booking_id=booking.pk, actor=acts.applicant(case))
    assert letters(booking) == []


def test_cancelling_a_needless_visit_counts_for_nothing_and_any_other_counts() -> None:
    case, other = acts.sent_case(), acts.sent_case()
    needless, needed = visit_for(case), visit_for(other)
    withdrawn(case)
    for booking, by in ((needless, case), (needed, other)):
        cancel_booking(booking_id=booking.pk, actor=acts.applicant(by))
    assert (left(needless), left(needed)) == (1, 0)


def test_moving_a_needless_visit_counts_as_any_move() -> None:
    case = acts.sent_case()
    booking = visit_for(case)
    withdrawn(case)
    move_booking(booking_id=booking.pk, **when(make_slot(booking.offered, in_days=5)), actor=acts.applicant(case))
    assert left(booking) == 0


def test_the_page_and_the_question_before_cancelling_say_so() -> None:
    case = acts.sent_case()
    booking = visit_for(case)
    client, address = english(case.person.user), reverse("appointments:visit", args=[booking.number])
    assert "does not count" not in client.get(address).text
    withdrawn(case)
    assert f"The application {case.reference} was withdrawn on" in client.get(address).text
    assert "does not count among the changes" in client.get(f"{address}cancel/").text
    client.post(f"{address}cancel/")
    booking.refresh_from_db()
    assert (booking.state, left(booking)) == ("cancelled", 1)


def test_the_board_marks_who_need_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    case = acts.sent_case()
    counter = Counter(monkeypatch, offered=make_offered(service=make_service(procedures=[case.procedure])))
    booking = counter.booking(person=case.person)
    Booking.objects.filter(pk=booking.pk).update(case=case)
    client, address = reader(counter.officer), reverse("admin:board_live", args=[counter.reception.office.code])
    before = client.get(address)
    withdrawn(case)
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert ("the application was closed on" in before.text, "the application was closed on" in after.text) == (False, True)
    visit = counter.check_in(booking)
    assert "the application was closed on" in client.get(address).text
    assert visit.case_id == case.pk
