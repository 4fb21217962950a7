"""Who hears that a changed plan took people's times away: the supervisors of the office, and, when these gave no other, the people."""

from collections.abc import Iterable

from django.urls import reverse

from appointments.messages import to_person
from appointments.models import Booking, Reception, Slot
from appointments.planning.events import AppointmentsInConflict, CanBeReceivedAgain, CannotBeReceived
from appointments.selectors import closing_of
from portal import clock
from portal.accounts.selectors import supervisors_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


@announces(AppointmentsInConflict)
def in_conflict(event: Event) -> Iterable[Notice]:
    office = Reception.objects.select_related("office").get(pk=event.subject_id).office
    words = {"office": office, "bookings": event.payload["bookings"], "are_near": event.payload.get("are_near", False)}
    for supervisor in supervisors_of(office):
        yield Notice(supervisor.pk, "planning/messages/in_conflict", words, reverse("admin:planning_conflicts", args=[office.code]))


@announces(CannotBeReceived)
def cannot_be_received(event: Event) -> Iterable[Notice]:
    """Nothing to who was moved or cancelled while the letter was on its way, nor when the office opened that time again."""
    booking = _still(event, Slot.State.CLOSED)
    return to_person(event, "appointments/messages/cannot_receive", closing=closing_of(booking.slot)) if booking else []


@announces(CanBeReceivedAgain)
def can_be_received_again(event: Event) -> Iterable[Notice]:
    """Nothing to who has left that time meanwhile, nor when it is closed once more."""
    return to_person(event, "appointments/messages/receives_again") if _still(event, Slot.State.BOOKED) else []


def _still(event: Event, state: Slot.State) -> Booking | None:
    """The appointment, if it is ahead, at the time of which the event speaks, and its place in that state."""
    booking = Booking.objects.select_related("slot__desk").get(pk=event.subject_id)
    is_left = booking.state != Booking.State.BOOKED or booking.version != event.payload["version"]
    return None if is_left or booking.slot.state != state or booking.starts_at <= clock.now() else booking
