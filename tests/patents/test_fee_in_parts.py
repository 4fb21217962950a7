"""The state fee that comes in parts, and money that comes when a patent has ended: each is in sight where it belongs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client

from patents.models import Charge, Patent
from patents.rules.identity import Transfer
from patents.services import match_payment, open_charge, receive_transfer, warn_of_ends
from patents.statement import Statement
from patents.templatetags.patents_ui import payment_word
from portal import clock
from portal.events.actor import SYSTEM
from portal.legal.calendar import add_months
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


def with_part_of_the_fee(amount: int = 4000, *, months: int = 0) -> Patent:
    """A granted patent towards whose fee an officer has placed a part; so many months are paid."""
    patent = make_patent(granted_on=TODAY, case=make_case("granted", person=make_applicant()))
    if amount:
        match_payment(payment_id=arrived(1, amount=amount, paid_on=TODAY).pk, patent_id=patent.pk, purpose="state_fee", actor=officer())
    if months:
        month = arrived(2, amount=10000 * months, paid_on=TODAY)
        match_payment(payment_id=month.pk, patent_id=patent.pk, purpose="tax_advance", actor=officer())
    return patent


def pressed(browser: Client, patent: Patent, months: str = "") -> HttpResponse:
    """The button of the pay page, with what the page offers."""
    address = f"/patents/{patent.series}/{patent.number}/pay/{months and f'?months={months}'}"
    form = browser.get(address).context["form"]
    response: HttpResponse = browser.post(address, form.initial)
    return response


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pay_page_asks_for_the_rest_of_the_fee_and_paying_its_total_begins_the_patent(language: str):
    patent = with_part_of_the_fee()
    browser = walk.browser(patent.person.user, language)
    page = browser.get(f"/patents/{patent.series}/{patent.number}/pay/")
    due = page.context["bill"]
    assert (due.fee_due.received, due.fee_due.left, due.total) == (4000, 200, 10200)
    said = {"ru": "4 000 ₽ уже поступило, осталось 200 ₽", "en": "4 000 ₽ received already, 200 ₽ still to pay"}[language]
    assert said in page.content.decode().replace("\u00a0", " ").replace("4,000", "4 000")
    assert pressed(browser, patent).status_code == 302
    patent.refresh_from_db()
    assert (patent.status, patent.begins_on) == ("issued", TODAY)
    assert sorted(patent.allocations.values_list("payment__amount", flat=True)) == [200, 4000, 10000]
    assert Charge.objects.get(purpose="state_fee").covered_on == TODAY


@pytest.mark.parametrize(("part", "months", "most"), [(4000, 1, 11), (0, 1, 11), (4000, 12, 0)])
def test_where_only_the_fee_is_missing_it_is_paid_alone(part: int, months: int, most: int):
    patent = with_part_of_the_fee(part, months=months)
    browser = walk.browser(patent.person.user)
    address = f"/patents/{patent.series}/{patent.number}"
    assert f"{address}/pay/" in browser.get(f"{address}/").content.decode()
    page = browser.get(f"{address}/pay/")
    assert (page.context["bill"].total, list(page.context["choices"])) == (4200 - part, list(range(most + 1)))
    form = page.context["form"].initial
    assert [browser.post(f"{address}/pay/", form).status_code for _twice in range(2)] == [302, 302]
    patent.refresh_from_db()
    assert (patent.status, patent.paid_through) == ("issued", add_months(TODAY, months) - timedelta(days=1))
    assert sum(patent.allocations.values_list("payment__amount", flat=True)) == 4200 + 10000 * months


def test_the_next_month_can_be_paid_together_with_the_rest_of_the_fee():
    patent = with_part_of_the_fee(months=1)
    assert pressed(walk.browser(patent.person.user), patent, "1").status_code == 302
    patent.refresh_from_db()
    assert (patent.status, patent.paid_through) == ("issued", date(2026, 8, 14))


@pytest.mark.parametrize(("months", "bills"), [("0", 1), ("1", 2)])
def test_where_only_the_fee_is_missing_its_bill_can_be_made_alone(months: str, bills: int):
    patent = with_part_of_the_fee(months=1)
    browser = walk.browser(patent.person.user)
    address = f"/patents/{patent.series}/{patent.number}/bills/"
    assert browser.get(address).context["chosen"] == 0
    browser.post(address, {"months": months})
    found = [bill for bill, _code in browser.get(address).context["bills"]]
    assert ([bill.to_pay for bill in found if bill.charge.purpose == "state_fee"], len(found)) == ([200], bills)


def test_no_fee_alone_is_offered_where_it_is_paid_or_no_month_is():
    paid_in_full = with_part_of_the_fee(4200)
    assert 0 not in walk.browser(paid_in_full.person.user).get(f"/patents/77/{paid_in_full.number}/pay/").context["choices"]
    form = {"months": "0", "total": "0", "payment_key": "00000000-0000-0000-0000-000000000001"}
    answer = walk.browser(paid_in_full.person.user).post(f"/patents/77/{paid_in_full.number}/pay/", form)
    assert (answer.status_code, paid_in_full.allocations.count()) == (200, 1)


@pytest.mark.parametrize(
    ("language", "tag", "line", "missing"),
    [
        (
            "ru",
            "часть",
            "Поступило 4 000 ₽ из 4 200 ₽, осталось 200 ₽",
            "В счёт госпошлины 4 200 ₽ поступило 4 000 ₽, осталось заплатить 200 ₽.",
        ),
        (
            "en",
            "part",
            "4 000 ₽ of 4 200 ₽ received, 200 ₽ still to pay",
            "4 000 ₽ of the state fee of 4 200 ₽ has come, 200 ₽ is still to pay.",
        ),
    ],
)
@pytest.mark.parametrize("months", [0, 1])
def test_the_page_of_the_patent_says_what_is_missing_of_the_fee_and_where_to_pay_it(language, tag, line, missing, months):
    patent = with_part_of_the_fee(months=months)
    page = walk.browser(patent.person.user, language).get(f"/patents/{patent.series}/{patent.number}/")
    text = page.content.decode().replace("\u00a0", " ").replace("4,0", "4 0").replace("4,2", "4 2")
    assert (line in text, missing in text, f"/patents/{patent.series}/{patent.number}/bills/" in text) == (True, True, True)
    fee = next(item for item in page.context["statement"].lines if item.amount == 4000)
    assert (fee.state, str(payment_word(fee.state))) == ("part", tag)


def test_once_the_rest_has_come_every_part_of_the_fee_is_counted():
    patent = with_part_of_the_fee()
    browser = walk.browser(patent.person.user)
    pressed(browser, patent)
    page = browser.get(f"/patents/{patent.series}/{patent.number}/")
    assert {line.state for line in page.context["statement"].lines} == {"counted"}


def test_a_part_of_the_fee_is_no_money_left_over_of_months():
    patent = with_part_of_the_fee()
    assert Statement(patent).idle == []


def test_a_part_of_the_fee_for_a_new_sheet_is_named_a_part():
    patent = life.in_force(TODAY)
    case = make_case("granted", person=patent.person, procedure="work-patent-duplicate")
    charge = open_charge(patent_id=patent.pk, purpose="change_fee", case_id=case.pk, actor=SYSTEM, on=TODAY)
    for number, (amount, state) in enumerate([(1000, "part"), (1100, "counted")]):
        told = Transfer(source="notice", amount=Decimal(amount), paid_on=TODAY, payment_id=f"SHEET-{number}", uin=charge.uin)
        receive_transfer(transfer=told, actor=SYSTEM)
        lines = Statement(Patent.objects.get(pk=patent.pk)).lines
        assert {line.state for line in lines if line.amount in {1000, 1100}} == {state}


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
