"""What follows by itself when a permit comes to be: the orders in force reach it at once, and a child's goes as far as the parent's."""

from permits.events import ChildsStayFollowed, ChildsStayShortened, PermitEntered, PermitIssued
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import extend_entered, follow_parents
from permits.models import Permit
from portal.events.models import Event
from portal.events.registry import handles


@handles(PermitEntered, PermitIssued, ChildsStayFollowed, ChildsStayShortened)
def extend_the_new_permit(event: Event) -> None:
    extend_entered(PERMITS, event.subject_id)


@handles(PermitEntered)
def bring_the_entered_child_along(event: Event) -> None:
    """After the orders have reached the child's own document: only one that is behind its parent goes along."""
    extend_entered(PERMITS, event.subject_id)
    follow_parents(Permit.objects.get(pk=event.subject_id))


__all__ = ["bring_the_entered_child_along", "extend_the_new_permit"]
