"""A bill is right on the day on which somebody looks at it, or says that it is not: no old sum, no month that nobody can pay."""

from datetime import date
from typing import Any

import pytest

from patents.models import Charge, Patent
from patents.rules.identity import Transfer
from patents.services import open_charge, receive_transfer
from portal.events.actor import SYSTEM
from portal.legal.models import LegalGap
from tests.cases import walk
from tests.factories import make_applicant, make_case, make_patent
from tests.patents import life
from tests.patents.orders_world import EXTENDED, ISSUED, PAID, applied, two_months
from tests.patents.test_bills import text_of
from tests.patents.test_payments import month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
BEGUN, BILLED, LAST = date(2025, 12, 15), date(2025, 12, 20), date(2026, 1, 14)
NEW_YEAR = date(2026, 1, 1)


def begun(on: date = BEGUN) -> Patent:
    """Its first month is paid on that day at the price of that day."""
    return life.in_force(on, issued_on=on, months=1)


def billed(patent: Patent, on: date = BILLED, period: int = 2) -> Charge:
    return open_charge(patent_id=patent.pk, purpose="tax_advance", period=period, actor=SYSTEM, on=on)


def shown(patent: Patent, language: str = "en") -> str:
    page: str = walk.browser(patent.person.user, language).get(f"/patents/{patent.series}/{patent.number}/bills/").content.decode()
    return page


def printed(charge: Charge, language: str = "en") -> str:
    patent = charge.patent
    return text_of(
        walk.browser(patent.person.user, language).get(f"/patents/{patent.series}/{patent.number}/bills/{charge.pk}.pdf").content
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def is_live(charge: Charge, language: str = "en") -> list[bool]:
    """Whether the page shows a code, whether page and sheet name what a bank asks for."""
    page, sheet = shown(charge.patent, language), printed(charge, language)
    return ["portal-qr" in page, charge.uin in page, charge.uin in sheet]


# ---- the price has changed


STALE = {"ru": "Не платите по нему: составьте счета в портале заново.", "en": "Do not pay by it: make the bills anew in the portal."}


@LANGUAGES
def test_a_bill_of_the_old_year_is_said_to_be_wrong_in_the_new_one_and_made_anew(language: str, today: Any):
    today(BILLED)
    old = billed(begun())
    patent = old.patent
    assert (old.amount, is_live(old)) == (8900, [True, True, True])
    today(date(2026, 1, 5))
    assert is_live(old, language) == [False, False, False]
    for text in (shown(patent, language), printed(old, language)):
        assert STALE[language] in plain(text)
    client = walk.browser(patent.person.user, language)
    client.post(f"/patents/77/{patent.number}/bills/", {"months": "1"})
    new = Charge.objects.get(patent=patent, withdrawn_at=None)
    assert (new.amount, is_live(new, language)) == (10000, [True, True, True])
    receive_transfer(transfer=Transfer(source="notice", amount=new.amount, paid_on=LAST, payment_id="NEW", uin=new.uin), actor=SYSTEM)
    assert Patent.objects.get(pk=patent.pk).paid_through == date(2026, 2, 14)


def test_the_eve_of_the_new_price_is_in_time(today: Any):
    today(BILLED)
    old = billed(begun())
    today(date(2025, 12, 31))
    assert is_live(old) == [True, True, True]
    today(NEW_YEAR)
    assert is_live(old) == [False, False, False]


def test_each_of_several_old_bills_is_wrong_and_one_press_makes_them_all_anew(today: Any):
    today(BILLED)
    patent = begun()
    for period in (2, 3, 4):
        billed(patent, period=period)
    today(NEW_YEAR)
    page = shown(patent)
    assert (page.count(STALE["en"]), page.count("portal-qr")) == (3, 0)
    walk.browser(patent.person.user).post(f"/patents/77/{patent.number}/bills/", {"months": "3"})
    assert shown(patent).count("portal-qr") == 3
    assert set(patent.charges.filter(withdrawn_at=None).values_list("amount", flat=True)) == {10000}


@LANGUAGES
def test_a_bill_is_not_right_while_the_price_of_the_day_is_not_established_and_no_operator_is_rung(language: str, today: Any):
    eve = date(2026, 12, 20)
    today(eve)
    old = billed(begun(date(2026, 12, 15)), on=eve)
    today(date(2027, 1, 5))
    assert is_live(old, language) == [False, False, False]
    said = {"ru": "Сколько нужно заплатить сегодня, здесь ещё не установлено", "en": "What is to be paid today is not established here yet"}
    assert said[language] in plain(shown(old.patent, language))
    assert said[language] in plain(printed(old, language))
    assert not LegalGap.objects.exists()


def test_looking_at_an_old_bill_writes_nothing(today: Any):
    today(BILLED)
    old = billed(begun())
    today(date(2026, 1, 5))
    is_live(old)
    assert list(Charge.objects.values_list("pk", "amount", "withdrawn_at")) == [(old.pk, old.amount, None)]


def test_the_sum_that_a_case_asked_for_stays(today: Any):
    """A duplicate asks for its fee once, with its decision; nothing on the page of bills would ask anew."""
    today(date(2026, 3, 15))
    patent = begun(date(2026, 3, 15))
    case = make_case("granted", person=patent.person, procedure="work-patent-duplicate")
    kept = open_charge(patent_id=patent.pk, purpose="change_fee", case_id=case.pk, actor=SYSTEM, on=date(2026, 3, 15))
    Charge.objects.filter(pk=kept.pk).update(amount=2000)
    assert kept.uin in shown(patent)


# ---- the price is going to change


@LANGUAGES
@pytest.mark.parametrize(("pay_by_is", "period"), [("after", 2), ("before", None)])
def test_a_bill_whose_price_ends_before_its_last_day_says_so(language: str, pay_by_is: str, period: int | None, today: Any):
    today(BILLED)
    patent = begun(BEGUN if period else date(2025, 11, 25))
    bill = billed(patent)
    assert bill.pay_by == (LAST if period else date(2025, 12, 24))
    said = {
        "ru": "Эта сумма верна, если заплатить до 31 декабря 2025 г. включительно. С 1 января 2026 г. месяц стоит 10 000 ₽.",
        "en": "This sum holds if you pay by 31 December 2025, that day included. From 1 January 2026 a month costs 10,000 ₽.",
    }
    for text in (shown(patent, language), printed(bill, language)):
        assert (said[language].replace("10,000", "10 000") in plain(text)) is (period is not None)


@LANGUAGES
def test_a_bill_without_a_last_day_says_until_when_its_sum_holds_and_that_nobody_knows_the_next_one(language: str, today: Any):
    eve = date(2026, 12, 20)
    today(eve)
    patent = make_patent(granted_on=eve, case=make_case("granted", person=make_applicant()))
    bill = billed(patent, on=eve, period=1)
    said = {"ru": "С 1 января 2027 г. действует другая цена; здесь она ещё не установлена.", "en": "it is not established here yet."}
    assert said[language] in plain(shown(patent, language))
    assert said[language] in plain(printed(bill, language))


# ---- nothing can be paid any more


@LANGUAGES
def test_after_a_lapse_no_code_is_shown_and_page_and_sheet_say_why(language: str, today: Any):
    today(date(2026, 3, 15))
    bill = billed(begun(date(2026, 3, 15)), on=date(2026, 3, 15))
    patent = bill.patent
    today(date(2026, 4, 14))
    assert is_live(bill) == [True, True, True]
    today(date(2026, 4, 15))
    assert is_live(bill, language) == [False, False, False]
    said = {"ru": "последним оплаченным днём патента было 14 апреля 2026 г.", "en": "the last paid day of the patent was 14 April 2026"}
    for text in (shown(patent, language), printed(bill, language)):
        assert said[language] in plain(text)
    assert 'name="months"' not in shown(patent)
    assert "All months and their last days for paying" not in shown(patent, "en")


@LANGUAGES
def test_for_an_annulled_patent_no_code_is_shown_and_page_and_sheet_say_why(language: str, today: Any):
    day = date(2026, 6, 15)
    today(day)
    patent = life.in_force(day)
    bill = billed(patent, on=day, period=4)
    life.confirmed(life.proposed(patent), day)
    assert is_live(bill, language) == [False, False, False]
    said = {"ru": "патент аннулирован", "en": "the patent is annulled"}
    for text in (shown(patent, language), printed(bill, language)):
        assert said[language] in plain(text)


def test_a_paid_bill_is_printed_as_before(today: Any):
    today(BILLED)
    bill = billed(begun())
    pay(bill.patent, month("two", amount=8900, paid_on=BILLED), on=BILLED)
    today(date(2026, 5, 5))
    assert bill.uin in printed(bill)


# ---- an order has moved the months


@LANGUAGES
def test_a_bill_under_an_order_names_the_month_that_the_money_buys(language: str, today: Any):
    today(ISSUED)
    patent = two_months()
    before = billed(patent, on=ISSUED, period=3)
    today(date(2026, 5, 10))
    applied()
    for bill in (before, billed(Patent.objects.get(pk=patent.pk), on=date(2026, 5, 10), period=4)):
        page, sheet = plain(shown(patent, language)), plain(printed(bill, language))
        months = {
            3: {"ru": ("16 августа 2026 г.", "15 сентября 2026 г."), "en": ("16 August 2026", "15 September 2026")},
            4: {"ru": ("16 сентября 2026 г.", "15 октября 2026 г."), "en": ("16 September 2026", "15 October 2026")},
        }[bill.period][language]
        assert f"{months[0]} – {months[1]}" in sheet
        assert f"{bill.period}" in page
        assert page.count(f"{months[0]} – {months[1]}") >= 2  # the bill and the list of all months
    assert (PAID < EXTENDED, before.pay_by) == (True, PAID)
    assert {"ru": "Оплатите до 15 августа 2026 г. включительно", "en": "Pay by 15 August 2026"}[language] in plain(shown(patent, language))
