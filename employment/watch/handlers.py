"""Whatever happens to a patent is a reason to look; whatever ends a consent ends the leave to be told."""

from employment.watch.services import look_at_person
from patents import events as patent_events
from portal.events.models import Event
from portal.events.registry import handles

OF_A_PATENT = tuple(
    event for event in vars(patent_events).values() if isinstance(event, type) and issubclass(event, patent_events.PatentEvent)
)


@handles(*OF_A_PATENT)
def patent_changed(event: Event) -> None:
    look_at_person(person_id=event.payload["person_id"])
