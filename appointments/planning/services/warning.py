"""Who waits for a new time is not forgotten when the office does not come back to the list."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from appointments.models import Reception
from appointments.planning.conflicts import conflicts
from appointments.planning.events import AppointmentsInConflict
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.services import emit

SOON: Final = timedelta(hours=48)
AGAIN: Final = timedelta(hours=24)


@transaction.atomic
def warn_of_conflicts(*, reception_id: int) -> int:
    """Remind the supervisors, once in 24 hours, of appointments within 48 hours whose time is closed and that nobody has moved. Of how
    many; 0 when there are none, or they have just been told."""
    Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)
    now = clock.now()
    near = conflicts(reception_id).filter(starts_at__lte=now + SOON).count()
    told = Event.objects.filter(
        name=AppointmentsInConflict.event_name(), subject_type=AppointmentsInConflict.subject_type, subject_id=reception_id
    )
    if not near or told.filter(occurred_at__gt=now - AGAIN).exists():
        return 0
    emit(AppointmentsInConflict(reception_id=reception_id, bookings=near, are_near=True), actor=SYSTEM)
    return near


__all__ = ["warn_of_conflicts"]
