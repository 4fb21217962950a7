"""Whatever happens to a patent is a reason to look; whatever ends a consent ends the leave to be told."""

from employment.events import CodeRefused, ConsentEnded
from employment.watch.services import end_watches_of_consent, look_at_person
from patents import events as patent_events
from portal.events.models import Event
from portal.events.registry import handles

OF_A_PATENT = tuple(
    event for event in vars(patent_events).values() if isinstance(event, type) and issubclass(event, patent_events.PatentEvent)
)


@handles(ConsentEnded, CodeRefused)
def consent_ended(event: Event) -> None:
    """A code dies after too many wrong birth dates: the consent is over then as well."""
    consent_id = event.payload["consent_id"]
    if event.name == ConsentEnded.event_name() or event.payload["died"]:
        end_watches_of_consent(consent_id=consent_id)


@handles(*OF_A_PATENT)
def patent_changed(event: Event) -> None:
    look_at_person(person_id=event.payload["person_id"])
