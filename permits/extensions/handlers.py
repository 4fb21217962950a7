"""What follows by itself when a permit comes to be: the orders in force reach it at once."""

from permits.events import ChildsStayFollowed, PermitEntered, PermitIssued
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import extend_entered
from portal.events.models import Event
from portal.events.registry import handles


@handles(PermitEntered, PermitIssued, ChildsStayFollowed)
def extend_the_new_permit(event: Event) -> None:
    extend_entered(PERMITS, event.subject_id)


__all__ = ["extend_the_new_permit"]
