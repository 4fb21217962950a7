"""The application that a visit is for has ended: the person is told, and decides herself whether she still comes."""

from django.db import transaction

from appointments.events import ApplicationEnded
from appointments.models import Booking
from appointments.purpose import is_needless
from portal.events.actor import SYSTEM
from portal.events.services import emit


@transaction.atomic
def tell_of_ended_application(*, case_id: int) -> int:
    """One event for each appointment ahead that was made for it. How many there were.

    Nothing is cancelled: the person may come for something else, and a place that she has is hers."""
    ahead = (
        Booking.objects.filter(case=case_id, state=Booking.State.BOOKED).select_related("case", "service").select_for_update(of=("self",))
    )
    ended = [booking for booking in ahead.order_by("pk") if is_needless(booking)]
    for booking in ended:
        emit(ApplicationEnded(booking_id=booking.pk, person_id=booking.person_id, case_id=case_id), actor=SYSTEM)
    return len(ended)


__all__ = ["tell_of_ended_application"]
