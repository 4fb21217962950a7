"""The state fee that comes in parts, and money that comes when a patent has ended: each is in sight where it belongs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from patents.models import Charge
from patents.rules.identity import Transfer
from patents.services import match_payment, open_charge, receive_transfer, warn_of_ends
from portal import clock
from portal.events.actor import SYSTEM
from tests.cases import walk
from tests.factories import make_applicant, make_case, make_patent, make_user, sign_in
from tests.patents import life
from tests.patents.test_moves import arrived, officer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)


def test_a_part_of_the_fee_that_an_officer_places_leaves_a_bill_for_the_rest():
    patent = make_patent(granted_on=TODAY, case=make_case("granted", person=make_applicant()))
    part = arrived(1, amount=1000, paid_on=TODAY)
    match_payment(payment_id=part.pk, patent_id=patent.pk, purpose="state_fee", actor=officer())
    browser = walk.browser(patent.person.user)
    address = f"/patents/{patent.series}/{patent.number}/bills/"
    browser.post(address)
    (fee,) = (bill for bill, _code in browser.get(address).context["bills"] if bill.charge.purpose == "state_fee")
    assert (fee.charge.amount, fee.received, fee.to_pay) == (4200, 1000, 3200)
    rest = Transfer(source="notice", amount=Decimal(3200), paid_on=TODAY, payment_id="REST", uin=fee.charge.uin)
    assert receive_transfer(transfer=rest, actor=SYSTEM).value == "counted"
    browser.post(address)
    assert Charge.objects.filter(patent=patent, purpose="state_fee").count() == 1
    assert Charge.objects.get(purpose="state_fee").covered_on == TODAY
    month = arrived(2, amount=10000, paid_on=TODAY)
    match_payment(payment_id=month.pk, patent_id=patent.pk, purpose="tax_advance", actor=officer())
    patent.refresh_from_db()
    assert patent.status == "issued"


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (9, True)])
def test_money_that_comes_for_an_annulled_patent_is_in_the_list_of_late_money(days: int, shown: bool):
    """Paid while days were left, but on the day of the annulment or later, it buys nothing."""
    patent = life.in_force(TODAY)
    uin = open_charge(patent_id=patent.pk, purpose="tax_advance", period=4, actor=SYSTEM, on=TODAY - timedelta(days=9)).uin
    life.confirmed(life.proposed(patent), TODAY)
    paid_on = TODAY + timedelta(days=days)
    receive_transfer(transfer=Transfer(source="notice", amount=Decimal(10000), paid_on=paid_on, payment_id="AFTER", uin=uin), actor=SYSTEM)
    page = sign_in(make_user("officer", office=patent.case.office)).get("/admin/payments/?show=late")
    assert (patent.number in page.text) is shown


def test_a_warning_in_between_does_not_make_a_proposal_stale(monkeypatch: pytest.MonkeyPatch):
    """Reminders are not about the patent: the second officer confirms what the first one saw."""
    patent = life.in_force(TODAY)
    annulment = life.proposed(patent)
    assert patent.paid_through is not None
    eve = patent.paid_through - timedelta(days=5)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: eve)
    assert warn_of_ends() == 1
    assert life.confirmed(annulment, eve).annulled_on == eve
