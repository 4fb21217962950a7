"""Who hears that a changed plan took people's times away: the supervisors of the office."""

from collections.abc import Iterable

from django.urls import reverse

from appointments.models import Reception
from appointments.planning.events import AppointmentsInConflict
from portal.accounts.selectors import supervisors_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


@announces(AppointmentsInConflict)
def in_conflict(event: Event) -> Iterable[Notice]:
    office = Reception.objects.select_related("office").get(pk=event.subject_id).office
    words = {"office": office, "bookings": event.payload["bookings"], "are_near": event.payload.get("are_near", False)}
    for supervisor in supervisors_of(office):
        yield Notice(supervisor.pk, "planning/messages/in_conflict", words, reverse("admin:planning_conflicts", args=[office.code]))
