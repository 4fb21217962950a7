"""Who hears that a day ended without any arrival: the supervisors of the office."""

from collections.abc import Iterable

from django.urls import reverse

from appointments.board.events import DayUnmarked
from appointments.board.models import UnmarkedDay
from portal.accounts.selectors import supervisors_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


@announces(DayUnmarked)
def unmarked(event: Event) -> Iterable[Notice]:
    asked = UnmarkedDay.objects.select_related("reception__office").get(pk=event.subject_id)
    office = asked.reception.office
    words = {"office": office, "day": asked.day, "visits": asked.visits}
    for supervisor in supervisors_of(office):
        yield Notice(supervisor.pk, "board/messages/unmarked", words, reverse("admin:board_missed", args=[office.code]))
