"""What must be true of plans and the appointments that were made by them."""

from django.db.models import Exists, OuterRef

from appointments.models import Reception
from appointments.planning.conflicts import conflicts
from appointments.planning.events import AppointmentsInConflict
from portal.events.models import Event
from portal.runtime.invariants import invariant


@invariant("appointments that lost their place silently")
def lost_silently() -> int:
    """In conflict, at an office that was never told of any."""
    told = Event.objects.filter(name=AppointmentsInConflict.event_name(), subject_type="appointments.reception", subject_id=OuterRef("pk"))
    return sum(conflicts(pk).count() for pk in Reception.objects.exclude(Exists(told)).values_list("pk", flat=True))


__all__ = ["lost_silently"]
