"""What follows by itself from what happened to a permit."""

from permits.events import PermitIssued
from permits.models import Permit
from permits.selectors import civil_today
from permits.services import bring_children_along
from portal.events.models import Event
from portal.events.registry import handles


@handles(PermitIssued)
def bring_the_children_along(event: Event) -> None:
    """A parent's stay was extended: the stay of the children that follows it goes as far. Twice changes nothing."""
    permit = Permit.objects.get(pk=event.subject_id)
    if permit.kind == Permit.Kind.TEMPORARY_STAY:
        bring_children_along(permit.person_id, on=civil_today(permit))
