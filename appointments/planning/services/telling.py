"""Who is expected at a time that the office has closed hears of it, also when the office does not come back to the list."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from appointments.models import Reception
from appointments.planning.conflicts import conflicts
from appointments.planning.events import AppointmentsInConflict, CannotBeReceived
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.services import emit_all

FOR_THE_OFFICE: Final = timedelta(hours=1)  # to move people with one letter, which names the new time
AT_ONCE: Final = timedelta(hours=24)


@transaction.atomic
def tell_who_is_expected(*, reception_id: int) -> int:
    """Tell everybody whose time is closed and who has no other that the office cannot receive her then, once for each time that she had.

    Not within an hour of the last closing, unless the visit is less than 24 hours away. To how many it was said now."""
    Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)
    now = clock.now()
    expected = conflicts(reception_id)
    if _has_just_closed(reception_id, now):
        expected = expected.filter(starts_at__lt=now + AT_ONCE)
    found = list(expected.values_list("pk", "version", "person_id"))
    told = _told([booking_id for booking_id, _version, _person_id in found])
    untold = [
        CannotBeReceived(booking_id=booking_id, version=version, person_id=person_id)
        for booking_id, version, person_id in found
        if (booking_id, version) not in told
    ]
    emit_all(untold, actor=SYSTEM)
    return len(untold)


def _has_just_closed(reception_id: int, now: datetime) -> bool:
    closings = Event.objects.filter(
        name=AppointmentsInConflict.event_name(), subject_type=AppointmentsInConflict.subject_type, subject_id=reception_id
    )
    return closings.filter(payload__are_near=False, occurred_at__gt=now - FOR_THE_OFFICE).exists()


def _told(bookings: list[int]) -> set[tuple[int, int]]:
    """Which of them have heard it, and of which version."""
    said = Event.objects.filter(name=CannotBeReceived.event_name(), subject_type=CannotBeReceived.subject_type, subject_id__in=bookings)
    return set(said.values_list("subject_id", "payload__version"))


__all__ = ["tell_who_is_expected"]
