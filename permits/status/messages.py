"""Who hears of duties."""

from collections.abc import Iterable
from typing import Final

from permits.status.events import DutyDue
from permits.status.models import Reminder
from permits.status.presentation import status_url
from permits.status.reading import status_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import in_force
from profiles.selectors import full_name

TEMPLATE: Final = "permits/messages/duty_due"


@announces(DutyDue)
def duty_due(event: Event) -> Iterable[Notice]:
    """To the person, or to who acts for the child and is led to the child's page, unless the duty was done, or moved, between the
    reminder and this moment."""
    row = Reminder.objects.select_related("person").get(pk=event.payload["reminder_id"])
    seen = status_of(row.person)
    duty = next((duty for duty in seen.status.open_duties() if (duty.key, duty.due.value) == (row.key, row.due_on)), None)
    if duty is not None and seen.today <= row.due_on:
        told = {"duty": duty, "due": row.due_on}
        if row.person.user_id is not None:
            yield Notice(row.person.user_id, TEMPLATE, told, status_url(None))
            return
        for held in in_force().filter(child=row.person).select_related("guardian").order_by("pk"):
            if held.guardian.user_id is not None:
                yield Notice(held.guardian.user_id, TEMPLATE, told, status_url(held), about=full_name(row.person))
