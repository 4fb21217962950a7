"""Who hears of what happens to a patent."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cases.models import Case
from patents.events import (
    AnnulmentReturned,
    ContractNoticeDue,
    ContractNoticeReceived,
    PatentAnnulled,
    PatentDaysTakenBack,
    PatentEnded,
    PatentEnding,
    PatentExpiring,
    PatentExtended,
    PatentIssued,
    PatentLapsed,
    PatentPaid,
    PatentReprinted,
    PatentShortened,
    PaymentMaySave,
    PaymentMoved,
    RefundAdvised,
    ReprintFeeDue,
)
from patents.ledgers import price_or_none
from patents.models import Allocation, Annulment, Charge, ContractNotice, Patent, PatentExtension, PatentReprint, Purpose
from patents.price_ahead import price_ends
from patents.selectors import civil_today, reissue_window
from patents.selectors import contract_due as last_day_for_contract
from patents.statement import Statement
from permits.extensions.selectors import order_of
from permits.services import stay_left_behind
from portal import clock
from portal.accounts.selectors import officers_of
from portal.events.models import Event
from portal.legal import regions
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers

ONE_DAY = timedelta(days=1)


def _to_holder(event: Event, template: str, url: str = "", **context: Any) -> Iterable[Notice]:
    """`url`: where to act; the patent's page where none is told."""
    patent = Patent.objects.select_related("person").get(pk=event.subject_id)
    facts = {"patent": patent, "region": regions.region(patent.region), **context}
    url = url or reverse("patents:patent", args=[patent.series, patent.number])
    return [Notice(user_id, template, facts, url) for user_id in hearers(patent.person)]


@announces(PatentIssued)
def issued(event: Event) -> Iterable[Notice]:
    patent = Patent.objects.select_related("predecessor").get(pk=event.subject_id)
    due, before = last_day_for_contract(patent), patent.predecessor
    assert due is not None  # an issued patent has its day of issue: a constraint
    begins = patent.begins_on if patent.begins_on != patent.issued_on else None
    works_by = before if before and before.status == Patent.Status.ISSUED else None
    yield from _to_holder(event, "patents/messages/issued", contract_by=due.value, begins=begins, works_by=works_by)


@announces(PatentPaid)
def paid(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "patents/messages/restored" if event.payload["restored"] else "patents/messages/paid")


@announces(PatentExpiring)
def expiring(event: Event) -> Iterable[Notice]:
    """Whose money is only a part of the month reads what is missing, by the price of the day of the letter."""
    last = date.fromisoformat(event.payload["paid_through"])
    waits = _waits_for_price(event)
    yield from _to_holder(event, "patents/messages/expiring", last=last, waits=waits, **({} if waits else _part_of_month(event, last)))


@announces(PatentEnding)
def ending(event: Event) -> Iterable[Notice]:
    """What can still be done is said as of the day of the letter; nothing once the next patent is issued."""
    patent = Patent.objects.get(pk=event.subject_id)
    on, following = civil_today(patent), Patent.objects.filter(predecessor=patent).first()
    open_days = reissue_window(patent, on=on)
    assert open_days is not None  # a patent whose months are paid was issued
    first, last = open_days.first.value, open_days.last.value
    asked = _reissue_asked_for(patent) if following is None else None
    can_ask = on <= last and following is None and asked is None
    start = reverse("cases:start", args=["work-patent-reissue"]) if can_ask and first <= on else ""
    if following is None or following.status != Patent.Status.ISSUED:
        ends = date.fromisoformat(event.payload["ends_on"])
        yield from _to_holder(
            event,
            "patents/messages/ending",
            _page_of_next(following, asked) or start,
            ends=ends,
            after=ends + ONE_DAY,
            next_one=_granted(following),
            asked=asked,
            can_ask=can_ask,
            was_reissued=following is not None,
            opens=first if first > on else None,
            ask_by=last,
        )


@announces(PatentEnded)
def ended(event: Event) -> Iterable[Notice]:
    """Nothing once the next patent is issued: of that one another letter tells."""
    patent = Patent.objects.get(pk=event.subject_id)
    following = Patent.objects.filter(predecessor=patent).first()
    asked = _reissue_asked_for(patent) if following is None else None
    if following is None or following.status != Patent.Status.ISSUED:
        facts = {"last": date.fromisoformat(event.payload["ended_on"]), "next_one": _granted(following), "asked": asked}
        yield from _to_holder(event, "patents/messages/ended", _page_of_next(following, asked), **facts)


def _reissue_asked_for(patent: Patent) -> Case | None:
    """The application for its reissue that the office has not decided."""
    sent = Case.objects.filter(person_id=patent.person_id, procedure="work-patent-reissue", status__in=Case.OPEN)
    return sent.filter(answers__patent__patent=str(patent)).order_by("-pk").first()


def _granted(following: Patent | None) -> Patent | None:
    return following if following and following.status == Patent.Status.GRANTED else None


def _page_of_next(following: Patent | None, asked: Case | None) -> str:
    """Where to pay for the next patent, or to see how far the application for it is."""
    if granted := _granted(following):
        return reverse("patents:bills", args=[granted.series, granted.number])
    return reverse("cases:case", args=[asked.reference]) if asked else ""


@announces(PatentLapsed)
def lapsed(event: Event) -> Iterable[Notice]:
    """Nothing about which payments may be theirs: that is for an officer to find out."""
    last = date.fromisoformat(event.payload["paid_through"])
    searching, waits = bool(event.payload["may_be_saved_by"]), _waits_for_price(event)
    yield from _to_holder(event, "patents/messages/lapsed", last=last, searching=searching, waits=waits)


def _part_of_month(event: Event, last: date) -> dict[str, Any]:
    """What has come towards the next month and what is missing, where something has; `ends`: the price ends before the last day."""
    patent, today = Patent.objects.get(pk=event.subject_id), clock.today()
    rest, price = Statement(patent).rest, price_or_none(patent.region, today)
    if price is None or not 0 < rest < price:
        return {}
    ends = price_ends(region=patent.region, price=price, on=today)
    return {"got": rest, "missing": price - rest, "ends": ends if ends and ends.is_before(last) else None}


def _waits_for_price(event: Event) -> bool:
    """Whether the holder's money has come and waits for the price of its day."""
    return Patent.objects.filter(pk=event.subject_id, unpriced_since__isnull=False).exists()


@announces(PatentShortened)
def shortened(event: Event) -> Iterable[Notice]:
    last = date.fromisoformat(event.payload["paid_through"])
    moved = Allocation.objects.filter(patent_id=event.subject_id).exclude(released_at=None).order_by("-released_at").first()
    yield from _to_holder(event, "patents/messages/shortened", last=last, reason=moved.release_reason if moved else "")


@announces(PaymentMoved)
def payment_moved(event: Event) -> Iterable[Notice]:
    """Where days went with the payment, the letter about the days says it."""
    if not event.payload["shortened"]:
        moved = Allocation.objects.select_related("payment").get(pk=event.payload["allocation_id"])
        yield from _to_holder(event, "patents/messages/payment_moved", payment=moved.payment, reason=moved.release_reason)


@announces(RefundAdvised)
def refund_advised(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "patents/messages/refund_advised", amount=Decimal(event.payload["amount"]))


@announces(PaymentMaySave)
def payment_may_save(event: Event) -> Iterable[Notice]:
    """To the officers of the office that decided the patent, except its holder."""
    patent = Patent.objects.select_related("case", "person").get(pk=event.subject_id)
    facts = {"patent": patent, "last": date.fromisoformat(event.payload["paid_through"])}
    for officer in officers_of(patent.case.office_id or 0).exclude(pk=patent.person.user_id or 0):
        yield Notice(officer.pk, "patents/messages/may_save", facts, reverse("admin:payments"))


@announces(PatentExtended)
def extended(event: Event) -> Iterable[Notice]:
    """News of a large order are due one after another for hours: what was taken back meanwhile is not told as an extension any more."""
    rows = PatentExtension.objects.filter(order_id=event.payload["order_id"], document_id=event.subject_id)
    if not rows.filter(taken_back__isnull=False).exists():
        yield from _by_order(event, "patents/messages/extended")


@announces(PatentDaysTakenBack)
def days_taken_back(event: Event) -> Iterable[Notice]:
    """A patent that was issued after it keeps its days: who may go on working by that one is not told to stop."""
    patent = Patent.objects.get(pk=event.subject_id)
    today = civil_today(patent)
    later = Patent.objects.filter(person=patent.person_id, region=patent.region, status=Patent.Status.ISSUED, valid_through__gte=today)
    following = later.filter(begins_on__gt=patent.begins_on).order_by("begins_on").first() if patent.begins_on else None
    goes_on = following is not None and following.begins_on is not None and following.begins_on <= today
    yield from _by_order(event, "patents/messages/days_taken_back", following=following, goes_on=goes_on)


def _by_order(event: Event, template: str, **more: Any) -> Iterable[Notice]:
    """Nothing about an annulled patent: its last day matters to nobody any more. An order may be applied, or taken back, when the day
    that it gives has passed already: other words are right then."""
    days: dict[str, Any] = {name: date.fromisoformat(event.payload[name]) for name in ("stated", "before", "after")}
    patent = Patent.objects.get(pk=event.subject_id)
    if patent.status != Patent.Status.ANNULLED:
        today = civil_today(patent)
        facts = {
            "order": order_of(event.payload["order_id"]),
            "is_over": days["after"] < today,
            "child_ends_on": stay_left_behind(patent.person_id, than=days["after"], on=today),
        }
        yield from _to_holder(event, template, **facts, **days, **more)


@announces(PatentReprinted)
def reprinted(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "patents/messages/reprinted")


@announces(ReprintFeeDue)
def reprint_fee_due(event: Event) -> Iterable[Notice]:
    """Nothing once the fee has come in the meantime."""
    reprint = PatentReprint.objects.select_related("patent__person").get(pk=event.payload["reprint_id"])
    charge = Charge.objects.filter(case_id=reprint.case_id, purpose=Purpose.CHANGE_FEE, withdrawn_at=None, covered_on=None).first()
    if charge is not None:
        patent = reprint.patent
        facts = {"patent": patent, "reprint": reprint, "charge": charge}
        for user_id in hearers(patent.person):
            yield Notice(user_id, "patents/messages/reprint_fee_due", facts, reverse("patents:bills", args=[patent.series, patent.number]))


@announces(ContractNoticeReceived)
def contract_received(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "patents/messages/contract_received", notice=ContractNotice.objects.get(pk=event.payload["notice_id"]))


@announces(ContractNoticeDue)
def contract_due(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "patents/messages/contract_due", due=date.fromisoformat(event.payload["due_on"]))


@announces(PatentAnnulled)
def annulled(event: Event) -> Iterable[Notice]:
    """Who asked for it hears of the granted request instead."""
    if not event.payload["on_request"]:
        yield from _to_holder(event, "patents/messages/annulled", annulment=Annulment.objects.get(pk=event.payload["annulment_id"]))


@announces(AnnulmentReturned)
def annulment_returned(event: Event) -> Iterable[Notice]:
    """To the officer who proposed it, unless they took it back themselves. The holder never hears of a proposal."""
    annulment = Annulment.objects.select_related("patent").get(pk=event.payload["annulment_id"])
    if annulment.returned_by_id != annulment.proposed_by_id:
        patent = annulment.patent
        url = reverse("admin:patent", args=[patent.series, patent.number])
        yield Notice(annulment.proposed_by_id, "patents/messages/annulment_returned", {"patent": patent}, url)
