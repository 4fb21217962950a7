"""Who hears that a changed plan took people's times away: the supervisors of the office, and, when these gave no other, the people."""

from collections.abc import Iterable

from django.urls import reverse

from appointments.messages import to_person
from appointments.models import Booking, Reception, Slot
from appointments.planning.events import AppointmentsInConflict, CannotBeReceived
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
    booking = Booking.objects.select_related("slot__desk").get(pk=event.subject_id)
    is_left = booking.state != Booking.State.BOOKED or booking.version != event.payload["version"]
    if is_left or booking.slot.state != Slot.State.CLOSED or booking.starts_at <= clock.now():
        return []
    return to_person(event, "appointments/messages/cannot_receive", closing=closing_of(booking.slot))
