from django.db.models import Exists, F, OuterRef

from appointments.models import Slot
from appointments.waiting.models import Offer, WaitingEntry
from portal.runtime.invariants import invariant

_open = Offer.objects.filter(state=Offer.State.OPEN)


@invariant("places offered to nobody")
def places_offered_to_nobody() -> int:
    return Slot.objects.filter(~Exists(_open.filter(slot=OuterRef("pk"))), state=Slot.State.OFFERED).count()


@invariant("entries of the waiting list unlike their offers")
def entries_unlike_their_offers() -> int:
    offered = Exists(_open.filter(entry=OuterRef("pk")))
    wrong = WaitingEntry.objects.filter(offered).exclude(state=WaitingEntry.State.OFFERED).count()
    return wrong + WaitingEntry.objects.filter(~offered, state=WaitingEntry.State.OFFERED).count()


@invariant("accepted offers whose appointment is another person's")
def accepted_by_another() -> int:

    return Offer.objects.filter(state=Offer.State.ACCEPTED).exclude(booking__person=F("entry__person")).count()


__all__ = ["accepted_by_another", "entries_unlike_their_offers", "places_offered_to_nobody"]
