"""What follows for appointments from what happens to applications."""

from appointments.services import tell_of_ended_application
from cases.events import CaseGranted, CaseRefused, CaseWithdrawn
from portal.events.models import Event
from portal.events.registry import handles


@handles(CaseGranted, CaseRefused, CaseWithdrawn)
def nothing_to_come_for(event: Event) -> None:
    """An application ends once."""
    tell_of_ended_application(case_id=event.subject_id)


__all__ = ["nothing_to_come_for"]
