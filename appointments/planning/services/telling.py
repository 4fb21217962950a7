"""Who is expected at a time that the office has closed hears of it, also when the office does not come back to the list."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from appointments.models import Booking, Reception, Slot
from appointments.planning.conflicts import conflicts
from appointments.planning.events import AppointmentsInConflict, CanBeReceivedAgain, CannotBeReceived
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.services import emit_all

FOR_THE_OFFICE: Final = timedelta(hours=1)  # to move people with one letter, which names the new time
AT_ONCE: Final = timedelta(hours=24)


@transaction.atomic
def tell_who_is_expected(*, reception_id: int) -> int:
    """Tell everybody whose time is closed and who has no other that the office cannot receive her then, once for each time that she had;
    and who has heard that, when the office opens the time again.

    Not within an hour of the last closing, unless the visit is less than 24 hours away. To how many something was said now."""
    Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)
    now = clock.now()
    in_vain = conflicts(reception_id)
    if _has_just_closed(reception_id, now):
        in_vain = in_vain.filter(starts_at__lt=now + AT_ONCE)
    received = Booking.objects.filter(
        desk__reception_id=reception_id, state=Booking.State.BOOKED, slot__state=Slot.State.BOOKED, starts_at__gt=now
    )
    said = [
        *(CannotBeReceived(**whose) for whose, has_heard in _with_what_was_said(in_vain) if not has_heard),
        *(CanBeReceivedAgain(**whose) for whose, has_heard in _with_what_was_said(received) if has_heard),
    ]
    emit_all(said, actor=SYSTEM)
    return len(said)


def _has_just_closed(reception_id: int, now: datetime) -> bool:
    closings = Event.objects.filter(
        name=AppointmentsInConflict.event_name(), subject_type=AppointmentsInConflict.subject_type, subject_id=reception_id
    )
    return closings.filter(payload__are_near=False, occurred_at__gt=now - FOR_THE_OFFICE).exists()


def _with_what_was_said(bookings: QuerySet[Booking]) -> list[tuple[dict[str, int], bool]]:
    """Each, and whether the last that was said of its present time is that nobody can be received then."""
    found = list(bookings.values_list("pk", "version", "person_id"))
    last = _last_words([booking_id for booking_id, _version, _person_id in found])
    closed = CannotBeReceived.event_name()
    return [
        ({"booking_id": booking_id, "version": version, "person_id": person_id}, last.get((booking_id, version)) == closed)
        for booking_id, version, person_id in found
    ]


def _last_words(bookings: list[int]) -> dict[tuple[int, int], str]:
    """By booking and version."""
    names = (CannotBeReceived.event_name(), CanBeReceivedAgain.event_name())
    said = Event.objects.filter(name__in=names, subject_type=CannotBeReceived.subject_type, subject_id__in=bookings)
    rows = said.order_by("pk").values_list("subject_id", "payload__version", "name")
    return {(booking_id, version): name for booking_id, version, name in rows}


__all__ = ["tell_who_is_expected"]
