"""Who hears of duties."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from permits.status.events import DutyDue
from permits.status.models import Reminder
from permits.status.reading import status_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name

ADDRESS: Final = "permits-status:status"


@announces(DutyDue)
def duty_due(event: Event) -> Iterable[Notice]:
    """To the person, unless the duty was done, or moved, between the reminder and this moment."""
    row = Reminder.objects.select_related("person").get(pk=event.payload["reminder_id"])
    seen = status_of(row.person)
    duty = next((duty for duty in seen.status.open_duties() if (duty.key, duty.due.value) == (row.key, row.due_on)), None)
    if duty is not None and seen.today <= row.due_on:
        about = full_name(row.person) if row.person.user_id is None else ""
        for user_id in hearers(row.person):
            yield Notice(user_id, "permits/messages/duty_due", {"duty": duty, "due": row.due_on}, reverse(ADDRESS), about=about)
