"""The decision ends the certificate of its application."""

from cases.events import CaseGranted, CaseRefused, CaseWithdrawn
from permits.interim.events import InterimEnded
from permits.interim.places import note_certificate
from permits.interim.services import end_certificate
from portal.events.models import Event
from portal.events.registry import handles

OUTCOMES = {CaseGranted.event_name(): "granted", CaseRefused.event_name(): "refused", CaseWithdrawn.event_name(): "withdrawn"}


@handles(CaseGranted, CaseRefused, CaseWithdrawn)
def end_with_the_decision(event: Event) -> None:
    end_certificate(case_id=event.subject_id, outcome=OUTCOMES[event.name], at=event.occurred_at)


@handles(InterimEnded)
def note_ended(event: Event) -> None:
    """Its codes end for everybody who has the list."""
    note_certificate(event.subject_id)
