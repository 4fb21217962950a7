"""Reminders of visits, each once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from appointments.events import VisitComesNear
from appointments.models import Booking, Slot, VisitReminder
from appointments.rules.reminding import HOURS, due
from portal.events.actor import SYSTEM
from portal.events.services import emit

AT_MOST = 1000


def remind_due(*, now: datetime) -> int:
    """Remind everybody whose visit comes near, each in a transaction of its own. How many were reminded."""
    sent = 0
    for hours, nearer in zip(HOURS, (*HOURS[1:], 0), strict=True):
        told = VisitReminder.objects.filter(booking=OuterRef("pk"), version=OuterRef("version"), hours=hours)
        ahead = Booking.objects.filter(
            state=Booking.State.BOOKED, starts_at__gt=now + timedelta(hours=nearer), starts_at__lte=now + timedelta(hours=hours)
        )
        # Who took the time later than that is not due at all, and must not stand before those who are.
        settled = Q(confirmed_at__lte=F("starts_at") - timedelta(hours=hours))
        near = ahead.filter(settled, ~Exists(told)).exclude(slot__state=Slot.State.CLOSED).order_by("starts_at", "pk")
        sent += sum(_remind(booking_id, now) for booking_id in list(near.values_list("pk", flat=True)[:AT_MOST]))
    return sent


@transaction.atomic
def _remind(booking_id: int, now: datetime) -> bool:
    booking = Booking.objects.select_related("slot").select_for_update(of=("self",)).get(pk=booking_id)
    if booking.state != Booking.State.BOOKED or booking.confirmed_at is None or booking.slot.state == Slot.State.CLOSED:
        return False  # a closed time is no visit: the office owes a new one
    hours = due(booking.starts_at, settled_at=booking.confirmed_at, now=now)
    if hours is None:
        return False
    _row, is_new = VisitReminder.objects.get_or_create(booking=booking, version=booking.version, hours=hours, defaults={"sent_at": now})
    if is_new:
        emit(VisitComesNear(booking_id=booking.pk, person_id=booking.person_id, hours=hours, version=booking.version), actor=SYSTEM)
    return is_new


__all__ = ["remind_due"]
