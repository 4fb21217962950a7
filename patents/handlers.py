"""What follows by itself from what happened to a patent."""

from patents.events import ChargePaid, PatentIssued, PatentPaid
from patents.models import Patent, Purpose
from patents.selectors import civil_today
from patents.services import hand_out_reprint
from permits.services import bring_children_along
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.registry import handles


@handles(ChargePaid)
def hand_out_the_paid_sheet(event: Event) -> None:
    """The fee of a duplicate or a change of data is counted: the new sheet comes into force. Twice changes nothing."""
    if event.payload["purpose"] == Purpose.CHANGE_FEE and event.payload["case_id"]:
        patent = Patent.objects.get(pk=event.subject_id)
        hand_out_reprint(case_id=event.payload["case_id"], actor=SYSTEM, on=civil_today(patent))


@handles(PatentIssued, PatentPaid)
def bring_the_children_along(event: Event) -> None:
    """The patent is paid further: the stay of the holder's children that follows it goes as far. Twice changes nothing."""
    patent = Patent.objects.get(pk=event.subject_id)
    bring_children_along(patent.person_id, on=civil_today(patent))
