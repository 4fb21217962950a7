"""What PostgreSQL refuses whatever the code does: rows written past every service."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from appointments.models import Booking
from tests.appointments.waiting.world import booked
from tests.appointments.world import make_desk, make_offered, make_slot
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def copied(original: Booking, **changed: object) -> Booking:
    """The same visit for somebody else."""
    copy = Booking.objects.get(pk=original.pk)
    copy.pk, copy.number, copy.person = None, "A-ZZZZ-ZZZ", make_person()
    for name, value in changed.items():
        setattr(copy, name, value)
    return copy


@pytest.mark.parametrize(("minutes", "is_refused"), [(-20, False), (-19, True), (0, True), (19, True), (20, False)])
def test_a_desk_has_no_two_visits_at_once_and_neighbours_touch(minutes: int, is_refused: bool) -> None:
    offered = make_offered()
    first = booked(offered)
    other = make_slot(offered, desk=make_desk(offered.reception))  # so that only the desk and the time are the same
    shift = timedelta(minutes=minutes)
    copy = copied(first, slot=other, starts_at=first.starts_at + shift, ends_at=first.ends_at + shift)
    if not is_refused:
        copy.save(force_insert=True)
        return
    with pytest.raises(IntegrityError, match="one_visit_at_a_desk_at_once"), transaction.atomic():
        copy.save(force_insert=True)
    assert Booking.objects.count() == 1


def test_a_place_is_sold_once_and_a_person_has_one_appointment_for_a_service() -> None:
    offered = make_offered()
    first = booked(offered)
    with pytest.raises(IntegrityError, match=r"place_is_sold_once|one_visit_at_a_desk_at_once"), transaction.atomic():
        copied(first).save(force_insert=True)
    other = make_slot(offered, in_days=5)
    second = copied(first, person=first.person, slot=other, desk=other.desk, starts_at=other.starts_at, ends_at=other.ends_at)
    with pytest.raises(IntegrityError, match="one_active_booking_per_service"), transaction.atomic():
        second.save(force_insert=True)
