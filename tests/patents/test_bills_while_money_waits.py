"""A patent that has lapsed while money waits for its price may turn out to be valid: its next month can be paid in time."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patents.bills import bill_of, bill_pdf
from patents.due import bill, months_left
from patents.errors import MoneyStillCounts, PatentNotPayable
from patents.models import Charge, Patent
from patents.rules.identity import Transfer
from patents.services import advise_refund, open_charge, open_next_months, receive_transfer
from patents.statement import Statement
from patents.tasks import count_waiting_money
from portal.events.actor import SYSTEM
from portal.legal import services as legal
from portal.legal.errors import MissingLegalParameter
from tests.factories import sign_in
from tests.patents.test_waiting_for_a_price import BEGUN, LAPSED, PAID, begun, fresh, waiting
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
THROUGH = date(2027, 2, 14)  # if the money of 10 January is enough
FROM = date(2027, 1, 15)  # from here on a price is known


def priced(since: date = FROM, value: str = "12000", until: date | None = None) -> None:
    legal.add_value(
        key="patents.monthly_price", scope="77", since=since, until=until, value=value, citation="Закон на 2027 год", actor=SYSTEM
    )


def lapsed(today: Any, amount: int = 12000) -> Patent:
    """The money of 10 January waits, the price since 15 January is known, and it is 20 January."""
    today(PAID)
    patent = waiting(begun(), amount=amount)
    priced()
    today(LAPSED)
    count_waiting_money()
    return fresh(patent)


def opened(patent: Patent, on: date = LAPSED, count: int = 1) -> list[Charge]:
    return open_next_months(patent_id=patent.pk, count=count, actor=SYSTEM, on=on)


def paid(charge: Charge, on: date) -> None:
    transfer = Transfer(source="notice", amount=charge.amount, paid_on=on, payment_id=f"B{charge.pk}", uin=charge.uin)
    receive_transfer(transfer=transfer, actor=SYSTEM)


def pages(patent: Patent, language: str = "en") -> dict[str, str]:
    client = sign_in(patent.person.user, client=Client(headers={"accept-language": language}))
    urls = {name: reverse(f"patents:{name}", args=[patent.series, patent.number]) for name in ("patent", "pay", "bills")}
    return {name: client.get(url).text.replace("\xa0", " ") for name, url in urls.items()}


def test_the_month_after_the_one_that_waits_is_asked_for_and_paid_in_time(today: Any):
    patent = lapsed(today)
    (charge,) = opened(patent)
    assert (charge.period, charge.amount, charge.pay_by) == (3, 12000, THROUGH)
    paid(charge, LAPSED)
    assert fresh(patent).valid_through == date(2027, 1, 14)
    priced(PAID, until=FROM)
    count_waiting_money()
    charge.refresh_from_db()
    assert (fresh(patent).valid_through, charge.covered_on) == (date(2027, 3, 14), LAPSED)


def test_money_of_the_bill_cannot_revive_the_patent_where_the_earlier_was_too_little(today: Any):
    patent = lapsed(today)
    (charge,) = opened(patent)
    paid(charge, LAPSED)
    with pytest.raises(MoneyStillCounts):
        advise_refund(patent_id=patent.pk, actor=SYSTEM)
    priced(PAID, "12001", until=FROM)
    count_waiting_money()
    found = fresh(patent)
    assert (found.valid_through, found.unspent, found.unpriced_since) == (date(2027, 1, 14), 24000, None)
    with pytest.raises(PatentNotPayable):
        opened(found)


def test_what_was_paid_for_the_month_after_is_not_asked_for_again(today: Any):
    patent = lapsed(today)
    (charge,) = opened(patent)
    paid(charge, LAPSED)
    assert bill_of(charge, Statement(fresh(patent)), on=LAPSED).to_pay == 0
    page = pages(fresh(patent))["bills"]
    assert "Do not pay it again" in page
    assert "details of the payee are not established" not in page
    assert bill_pdf(bill_of(charge, Statement(fresh(patent)), on=LAPSED)).startswith(b"%PDF")
    assert opened(fresh(patent))[0].period == 4


@pytest.mark.parametrize(("on", "may"), [(THROUGH, True), (date(2027, 2, 15), False)])
def test_the_last_day_is_that_of_the_month_that_waits(today: Any, on: date, may: bool):
    patent = lapsed(today)
    today(on)
    assert (months_left(patent, paid_on=on) > 0) == may
    if may:
        assert opened(patent, on)[0].pay_by == THROUGH
        return
    with pytest.raises(PatentNotPayable):
        opened(patent, on)
    shown = pages(patent)
    assert "No later month can be paid" in shown["patent"]
    assert "Make the bills for today" not in shown["bills"]


def test_money_for_two_months_that_waits_puts_the_next_one_a_month_later(today: Any):
    patent = lapsed(today, amount=24000)
    (charge,) = opened(patent)
    assert (charge.period, charge.pay_by) == (4, date(2027, 3, 14))


def test_where_the_price_of_today_is_missing_too_no_bill_is_made_and_the_page_says_by_when(today: Any):
    today(PAID)
    patent = waiting(begun())
    today(LAPSED)
    with pytest.raises(MissingLegalParameter):
        opened(patent)
    shown = pages(fresh(patent))
    for page in shown.values():
        assert "must be paid by 14 February 2027" in page
    assert "The price for this region and year is not established here yet" in shown["pay"]


def test_without_waiting_money_a_lapsed_patent_takes_none(today: Any):
    today(LAPSED)
    priced()
    patent = begun()
    assert months_left(patent, paid_on=LAPSED) == 0
    with pytest.raises(PatentNotPayable):
        opened(patent)


@pytest.mark.parametrize(
    ("language", "kept", "next_month", "risk"),
    [
        ("en", "Your money of 10 January 2027 has come", "must be paid by 14 February 2027", "cannot revive the patent either"),
        ("ru", "Ваши деньги от 10 января 2027", "нужно оплатить не позднее 14 февраля 2027", "патент тоже не восстановит"),
    ],
)
def test_all_three_pages_say_the_same_of_a_lapse_that_may_be_undone(today: Any, language: str, kept: str, next_month: str, risk: str):
    shown = pages(lapsed(today), language)
    for name, page in shown.items():
        for words in (kept, next_month, risk):
            assert words in page, name
        assert "cannot be restored" not in page
        assert "восстановить нельзя" not in page


def test_the_start_page_calls_no_patent_lost_whose_money_waits(today: Any):
    patent = lapsed(today)
    page = sign_in(patent.person.user, client=Client(headers={"accept-language": "en"})).get("/").text
    assert "Your payment waits for its price" in page
    assert "cannot be restored" not in page


def test_a_valid_patent_pays_what_surely_buys_the_month_after_and_no_bill_of_nothing(today: Any):
    """Waiting money of 15 000 at 12 000 a month: one month, and 3 000 towards the next."""
    today(PAID)
    (charge,) = open_charge_of_last_year()
    patent = waiting(charge.patent, amount=15000)
    priced(date(2027, 1, 11))
    on = date(2027, 1, 12)
    today(on)
    due = bill(fresh(patent), months=1, paid_on=on)
    assert (due.received, due.tax) == (3000, 9000)
    (next_one,) = opened(patent, on)
    shown = bill_of(next_one, Statement(fresh(patent)), on=on)
    assert (next_one.period, shown.received, shown.to_pay) == (3, 3000, 9000)
    assert bill_of(charge, Statement(fresh(patent)), on=on).waits


def open_charge_of_last_year() -> list[Charge]:
    patent = begun()
    return [open_charge(patent_id=patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=BEGUN)]


def test_a_part_that_waits_leaves_the_rest_to_pay(today: Any):
    today(PAID)
    patent = waiting(begun(), amount=4000)
    priced(date(2027, 1, 11))
    today(date(2027, 1, 12))
    (charge,) = opened(fresh(patent), date(2027, 1, 12))
    shown = bill_of(charge, Statement(fresh(patent)), on=date(2027, 1, 12))
    assert (charge.period, shown.received, shown.to_pay) == (2, Decimal(4000), Decimal(8000))
