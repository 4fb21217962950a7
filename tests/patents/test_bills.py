"""The holder's bills: one charge in force, priced today, with a code that asks for what is still to pay."""

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from patents.bills import Bill, bill_of
from patents.errors import NothingDue, PatentNotPayable
from patents.models import Charge, Patent
from patents.rules.uin import is_uin
from patents.services import open_charge, record_payment, withdraw_charge
from patents.statement import Statement
from portal import clock
from portal.events.actor import SYSTEM
from portal.legal.models import LegalGap
from portal.legal.services import add_value
from tests.cases import acts, walk
from tests.factories import make_applicant, make_case, make_patent
from tests.patents.test_payments import FEE, month, pay

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: DAY)


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def charge(patent: Patent, purpose: str = "tax_advance", on: date = DAY, **fields: Any) -> Charge:
    period = {"period": 1} if purpose == "tax_advance" else {}
    return open_charge(patent_id=patent.pk, purpose=purpose, actor=SYSTEM, on=on, **{**period, **fields})


def test_a_charge_has_a_number_of_its_own_and_the_acts_behind_its_sum():
    tax, fee, change = (charge(make_patent(), purpose) for purpose in ("tax_advance", "state_fee", "change_fee"))
    assert [tax.amount, fee.amount, change.amount] == [10000, 4200, 2100]
    assert all(is_uin(item.uin) for item in (tax, fee, change))
    assert (tax.uin[:3], fee.uin[:3], change.uin[:3]) == ("182", "188", "188")
    assert all(figure["citation"] for item in (tax, fee, change) for figure in item.figures)


def test_asking_again_gives_the_same_charge():
    patent = make_patent()
    assert charge(patent).pk == charge(patent).pk
    assert Charge.objects.count() == 1


def test_another_price_withdraws_the_old_charge_and_a_paid_one_stays():
    patent = make_patent()
    old, new = charge(patent, on=date(2025, 12, 31)), charge(patent, on=date(2026, 1, 1))
    old.refresh_from_db()
    assert (old.withdrawn_at is not None, new.withdrawn_at, old.uin != new.uin) == (True, None, True)
    pay(patent, FEE, month())
    new.refresh_from_db()
    assert new.covered_on == DAY
    assert charge(patent, on=date(2025, 12, 31)).pk == new.pk


def test_no_fee_by_law_makes_no_charge():
    patent = make_patent()
    with acts.nothing_changes(), pytest.raises(NothingDue):
        charge(patent, "state_fee", on=date(2025, 8, 31))
    assert not Charge.objects.exists()


@pytest.mark.parametrize("period", [0, 13, None])
def test_a_month_that_no_patent_has_makes_no_charge(period):
    with pytest.raises(PatentNotPayable):
        charge(make_patent(), period=period)


@pytest.mark.parametrize(("on", "may"), [(date(2026, 4, 14), True), (date(2026, 4, 15), False)])
def test_after_the_last_paid_day_no_month_is_asked_for(on, may):
    patent = pay(make_patent(), FEE, month())
    if may:
        assert charge(patent, on=on, period=2).pay_by == date(2026, 4, 14)
    else:
        with pytest.raises(PatentNotPayable):
            charge(patent, on=on, period=2)


def test_a_charge_of_a_case_stands_beside_that_of_the_patent():
    patent = make_patent()
    other = make_case("in_review", procedure="reissue")
    assert charge(patent, "change_fee").pk != charge(patent, "change_fee", case_id=other.pk).pk


def test_a_withdrawn_charge_is_asked_for_anew():
    patent = make_patent()
    first = charge(patent, "change_fee")
    withdraw_charge(charge_id=first.pk, actor=SYSTEM)
    assert charge(patent, "change_fee").pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_ask_for_one_charge():
    patent = make_patent()
    answers = acts.at_once(10, lambda _n: charge(patent).pk)
    assert len(set(answers)) == 1
    assert Charge.objects.count() == 1


# ---- the code and the page


def test_the_code_asks_for_what_is_still_to_pay():
    patent = pay(make_patent(case=make_case("granted", person=make_applicant())), FEE, month())
    asked = charge(patent, period=2)
    record_payment(patent_id=patent.pk, receipts=[month("part", amount=4000)], actor=SYSTEM, on=DAY)
    code = bill_of(asked, Statement(patent), on=DAY).code
    assert "|Sum=600000|" in code
    assert code.endswith(f"|UIN={asked.uin}")


def test_no_code_is_invented_for_the_fee():
    bill = Bill(charge(make_patent(), "state_fee"), DAY)
    assert (bill.code, bill.payee, [label for label, _value in bill.requisites]) == ("", None, ["УИН", "Сумма"])
    assert not LegalGap.objects.exists()


OF_THE_OFFICE = {
    "payee": "УФК по области (МВД)",
    "payee_inn": "7700000000",
    "payee_kpp": "770001001",
    "bank": "ОТДЕЛЕНИЕ БАНКА РОССИИ",
    "bic": "004525988",
    "correspondent_account": "40102810545370000003",
    "account": "03100643000000017300",
    "oktmo": "45000000",
}
OF_THE_FEE = {"budget_code": "18810806000010000110", "purpose": "Госпошлина за патент"}


def entered(fee: str = "state_fee", region: str = "77", without: str = "") -> None:
    """What an operator enters of an act."""
    rows = [(f"patents.fee_payment.{key}", region, value) for key, value in OF_THE_OFFICE.items()]
    rows += [(f"patents.{fee}_payment.{key}", "", value) for key, value in OF_THE_FEE.items()]
    for key, scope, value in rows:
        if key != without:
            add_value(key=key, scope=scope, since=DAY, until=None, value=value, citation="Письмо", actor=SYSTEM)


@pytest.mark.parametrize(("fee", "kopecks"), [("state_fee", 420000), ("change_fee", 210000)])
def test_once_an_operator_has_entered_all_of_it_the_bill_of_a_fee_has_its_code(fee, kopecks):
    entered(fee)
    asked = charge(make_patent(), fee)
    bill = Bill(asked, DAY)
    assert "|PayeeINN=7700000000|KPP=770001001|CBC=18810806000010000110|OKTMO=45000000|" in bill.code
    assert f"|Sum={kopecks}|Purpose=Госпошлина за патент, патент 77 {asked.patent.number}|" in bill.code
    assert bill.code.endswith(f"|UIN={asked.uin}")
    assert ("КБК", "18810806000010000110") in bill.requisites


@pytest.mark.parametrize(
    "key",
    [*(f"patents.fee_payment.{key}" for key in OF_THE_OFFICE), *(f"patents.state_fee_payment.{key}" for key in OF_THE_FEE)],
)
def test_while_one_figure_is_missing_there_is_no_code(key):
    entered(without=key)
    bill = Bill(charge(make_patent(), "state_fee"), DAY)
    assert (bill.code, bill.payee) == ("", None)


def test_the_details_hold_from_their_day_in_their_region_and_for_their_fee():
    entered()
    patent = make_patent()
    assert Bill(charge(patent, "state_fee"), date(2026, 3, 14)).code == ""
    assert Bill(charge(patent, "change_fee"), DAY).code == ""
    assert Bill(charge(make_patent(region="50", series="50"), "state_fee"), DAY).code == ""
    entered("change_fee", region="50")
    assert Bill(charge(make_patent(region="50", series="50"), "change_fee"), DAY).code != ""


def test_details_with_a_slip_of_the_pen_send_no_money_astray():
    entered(without="patents.fee_payment.bic")
    add_value(key="patents.fee_payment.bic", scope="77", since=DAY, until=None, value="0045", citation="Письмо", actor=SYSTEM)
    assert Bill(charge(make_patent(), "state_fee"), DAY).code == ""


@pytest.mark.parametrize(("is_entered", "codes"), [(False, 1), (True, 2)])
def test_the_holder_sees_the_code_of_the_fee_once_it_is_established(is_entered, codes):
    if is_entered:
        entered()
    patent = make_patent(case=make_case("granted", person=make_applicant()))
    client = walk.browser(patent.person.user, "en")
    client.post(f"/patents/77/{patent.number}/bills/")
    page = client.get(f"/patents/77/{patent.number}/bills/").content.decode()
    assert page.count("portal-qr") == codes
    assert ("The details of the payee are not established here" in page) is not is_entered


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_holder_makes_the_bills_scans_and_prints(language):
    patent = make_patent(case=make_case("granted", person=make_applicant()))
    client = walk.browser(patent.person.user, language)
    address = f"/patents/77/{patent.number}/bills/"
    assert "portal-qr" not in client.get(address).content.decode()
    for _press in range(2):
        assert client.post(address)["Location"] == address
    assert Charge.objects.count() == 2
    page = client.get(address).content.decode()
    assert "portal-qr" in page
    for item in Charge.objects.all():
        paper = client.get(f"{address}{item.pk}.pdf")
        assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    stranger = walk.browser(make_applicant().user)
    assert stranger.get(f"{address}{item.pk}.pdf").status_code == 404


def test_each_of_the_next_months_has_a_bill_of_its_own_with_its_number_and_last_day():
    patent = pay(make_patent(case=make_case("granted", person=make_applicant())), FEE, month())
    client = walk.browser(patent.person.user, "en")
    address = f"/patents/77/{patent.number}/bills/"
    client.post(address, {"months": "3"})
    asked = list(Charge.objects.filter(withdrawn_at=None, covered_on=None).order_by("period"))
    assert [item.period for item in asked] == [2, 3, 4]
    assert [item.pay_by for item in asked] == [date(2026, 4, 14), date(2026, 5, 14), date(2026, 6, 14)]
    assert len({item.uin for item in asked}) == 3
    page = client.get(address).content.decode()
    assert page.count("portal-qr") == 3
    assert "For month 4 of the patent: 15\u00a0June\u00a02026 – 14\u00a0July\u00a02026." in page


@pytest.mark.parametrize(("typed", "bills"), [("", 1), ("0", 1), ("-3", 1), ("99", 11), ("٣", 1), ("1e3", 1)])
def test_of_months_that_the_patent_has_not_no_bill_is_made(typed, bills):
    patent = pay(make_patent(case=make_case("granted", person=make_applicant())), FEE, month())
    walk.browser(patent.person.user).post(f"/patents/77/{patent.number}/bills/", {"months": typed})
    assert Charge.objects.filter(withdrawn_at=None, covered_on=None).count() == bills


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("region", "is_told"), [("50", True), ("77", False)])
def test_who_pays_a_price_that_was_only_reported_is_told_to_ask_first(language, region, is_told):
    patent = make_patent(case=make_case("granted", person=make_applicant()), region=region, series=region)
    client = walk.browser(patent.person.user, language)
    address = f"/patents/{patent.series}/{patent.number}"
    client.post(f"{address}/bills/")
    asked = {"ru": "спросите в налоговой инспекции", "en": "ask the tax office"}[language]
    for page in ("/bills/", "/pay/"):
        assert (asked in client.get(address + page).content.decode()) is is_told
    tax = Charge.objects.get(purpose="tax_advance")
    assert (asked in text_of(client.get(f"{address}/bills/{tax.pk}.pdf").content)) is is_told
    fee = Charge.objects.get(purpose="state_fee")
    assert asked not in text_of(client.get(f"{address}/bills/{fee.pk}.pdf").content)
