"""The invented day at the counter."""

from datetime import timedelta

import pytest
from django.test import override_settings

from appointments.board.demo import make_demo
from appointments.board.invariants import arrived_without_ticket, visits_unlike_their_booking, walk_in_places_of_nobody
from appointments.board.models import Visit
from appointments.invariants import states_unlike_appointments
from appointments.load.figures import Scope, figures
from appointments.models import Booking, Slot
from portal import clock
from tests.appointments.world import make_desk, make_offered, make_reception
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@override_settings(DEMO=True)
def test_the_demo_day_is_made_once_and_nobody_with_an_account_came() -> None:
    reception = make_reception()
    make_offered(reception)
    for _number in range(3):
        make_desk(reception)
    make_user("officer", office=reception.office)
    make_demo()
    before = Visit.objects.count()
    assert before > 8
    make_demo()
    assert Visit.objects.count() == before
    assert not Booking.objects.exclude(person__user=None).exists()
    assert {*Visit.objects.values_list("state", flat=True)} == {"waiting", "called", "in_service", "done"}
    assert (visits_unlike_their_booking(), arrived_without_ticket(), walk_in_places_of_nobody()) == (0, 0, 0)
    assert states_unlike_appointments() == 0
    [told] = figures(Scope((reception.office_id,), clock.today() - timedelta(days=30), clock.today()), "office")
    assert (told.booked_done or 0) > (told.missed or 0) > 0
    Slot.objects.filter(channel="walk_in", state="free").update(state="booked")
    assert walk_in_places_of_nobody() > 0


def test_there_is_no_demo_outside_the_demo() -> None:
    with override_settings(DEMO=False), pytest.raises(RuntimeError):
        make_demo()
