"""What follows by itself from what happened to a patent."""

from datetime import date
from functools import partial

from django.db import transaction

from patents import tariff
from patents.events import ChargePaid, PatentDaysTakenBack, PatentExtended, PatentIssued, PatentPaid, PatentShortened
from patents.extendable import PATENTS
from patents.models import Patent, Purpose
from patents.selectors import civil_today
from patents.services import count_money_again, hand_out_reprint, hand_out_waiting_reprint, reckon_region_anew
from patents.services.rescues import ask_if_near
from permits.extensions.services import extend_entered
from permits.services import bring_children_along
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.nudge import nudge
from portal.events.registry import handles
from portal.legal.events import LegalValueAdded


@handles(ChargePaid)
def hand_out_the_paid_sheet(event: Event) -> None:
    """The fee of a duplicate or a change of data is counted: the new sheet comes into force. Twice changes nothing."""
    if event.payload["purpose"] == Purpose.CHANGE_FEE and event.payload["case_id"]:
        patent = Patent.objects.get(pk=event.subject_id)
        hand_out_reprint(case_id=event.payload["case_id"], actor=SYSTEM, on=civil_today(patent))


@handles(PatentPaid, PatentExtended)
def hand_out_the_sheet_that_waited(event: Event) -> None:
    """The patent had lapsed when the fee of its new sheet came, and may be valid again. Twice changes nothing."""
    patent = Patent.objects.get(pk=event.subject_id)
    hand_out_waiting_reprint(patent_id=patent.pk, actor=SYSTEM, on=civil_today(patent))


@handles(PatentIssued, PatentPaid, PatentExtended)
def bring_the_children_along(event: Event) -> None:
    """The patent is valid longer: the stay of the holder's children that follows it goes as far. Twice changes nothing."""
    patent = Patent.objects.get(pk=event.subject_id)
    bring_children_along(patent.person_id, on=civil_today(patent))


@handles(PatentIssued, PatentPaid, PatentShortened)
def extend_by_orders_in_force(event: Event) -> None:
    """The paid day may now lie in the window of an order: it reaches the patent at once. Twice changes nothing."""
    extend_entered(PATENTS, event.subject_id)


@handles(PatentDaysTakenBack)
def ask_about_money_that_may_save_it(event: Event) -> None:
    """The repeal of an order may have ended it. Twice, nobody is asked again."""
    ask_if_near(Patent.objects.get(pk=event.subject_id))


@handles(PatentExtended)
def count_money_that_was_late(event: Event) -> None:
    patent = Patent.objects.get(pk=event.subject_id)
    count_money_again(patent_id=patent.pk, actor=SYSTEM, on=civil_today(patent))


@handles(LegalValueAdded)
def count_money_that_waited_for_its_price(event: Event) -> None:
    """Also money of a region that was counted by a price now put right. The task reckons patent by patent, each in its own
    transaction; beat runs it too, should the nudge be lost."""
    from patents.tasks import count_waiting_money

    if event.payload["key"] in tariff.KEYS:
        if event.payload["scope"]:
            reckon_region_anew(event.payload["scope"], since=date.fromisoformat(event.payload["since"]))
        transaction.on_commit(partial(nudge, count_waiting_money))
