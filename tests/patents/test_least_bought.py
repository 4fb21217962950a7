"""How many months money buys at once is a row of the law: one as shipped, and everywhere more where it says more."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patents import claims, invariants
from patents.bills import bill_of
from patents.due import bill
from patents.models import Allocation, Patent
from patents.rules import months
from patents.rules.extended import last_day
from patents.rules.months import Money, period
from patents.services import open_next_months, to_pay
from patents.statement import Statement
from portal.events.actor import SYSTEM
from portal.legal import services as legal
from portal.legal.figures import Term
from tests.factories import make_case, make_patent, make_person, sign_in
from tests.patents.test_matching_by_inn import INN
from tests.patents.test_moves import arrived
from tests.patents.test_payments import DAY, FEE, month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
ONE_DAY = timedelta(days=1)


# ---- the rule


def reckoned(
    money: list[Money], *, least: int, longest: int = 12, prices: dict[date, Decimal] | None = None, begins_on: date | None = DAY
) -> months.Ledger:
    every = {item.paid_on: Decimal(100) for item in money} if prices is None else prices
    return months.ledger(begins_on=begins_on, money=money, prices=every, longest=longest, least=Term(amount=least, unit="months")).value


def paid(*sums: int, apart: int = 1) -> list[Money]:
    return [Money(DAY + timedelta(days=apart * number), number, Decimal(amount)) for number, amount in enumerate(sums)]


def bought_by_single_months(
    money: list[Money], prices: dict[date, Decimal], longest: int
) -> tuple[list[tuple[date, Decimal]], Decimal, list[int]]:
    """The rule as it was before it knew another least than one month."""
    bought: list[tuple[date, Decimal]] = []
    left, late = Decimal(0), []
    for item in sorted(money):
        last = period(DAY, len(bought) + 1).pay_by if len(bought) < longest else period(DAY, len(bought)).ends
        if item.paid_on > (last_day(last, (), paid_on=item.paid_on) if bought else last):
            late.append(item.identity)
            continue
        left += item.amount
        price = prices.get(item.paid_on)
        while price and len(bought) < longest and left >= price:
            bought.append((item.paid_on, price))
            left -= price
    return bought, left, late


def test_one_month_is_the_rule_as_it_was():
    seed = Random(20261128)
    for _turn in range(3000):
        days = sorted(seed.randrange(400) for _item in range(seed.randrange(13)))
        items = [Money(DAY + timedelta(days=day), number, Decimal(seed.randint(1, 450))) for number, day in enumerate(days)]
        prices = [seed.choice([None, 90, 100, 130]) for _part in range(4)]
        known = {item.paid_on: Decimal(price) for item in items if (price := prices[item.paid_on.toordinal() % 4])}
        longest = seed.choice([1, 2, 12])
        found = reckoned(items, least=1, longest=longest, prices=known)
        told = [(one.bought_on, one.price) for one in found.months], found.rest, found.late
        assert told == bought_by_single_months(items, known, longest)


@pytest.mark.parametrize(
    ("least", "sums", "bought", "rest"),
    [
        (2, (199,), [], 199),
        (2, (200,), [0, 0], 0),
        (2, (350,), [0, 0, 0], 50),
        (2, (100, 99, 1), [2, 2], 0),
        (2, (250, 149, 1), [0, 0, 2, 2], 0),
        (3, (300, 200, 150), [0, 0, 0, 2, 2, 2], 50),
        (12, (1199, 1), [1] * 12, 0),
    ],
)
def test_money_buys_the_least_or_more_and_waits_with_less(least: int, sums: tuple[int, ...], bought: list[int], rest: int):
    found = reckoned(paid(*sums), least=least, begins_on=None)
    assert [(one.bought_on - DAY).days for one in found.months] == bought
    assert found.rest == rest


def test_of_the_last_months_those_that_are_left_are_the_least():
    found = reckoned(paid(400, 100), least=3, longest=5)
    assert [(one.bought_on - DAY).days for one in found.months] == [0, 0, 0, 0, 1]


def test_what_comes_after_the_days_that_are_paid_is_late_also_where_a_part_waits():
    found = reckoned(paid(200, 100, 100, apart=35), least=2)
    assert (len(found.months), found.rest, found.late) == (2, 100, [2])


def test_the_first_months_are_in_time_by_the_first_day_only():
    found = reckoned([*paid(100), Money(DAY + ONE_DAY, 1, Decimal(100))], least=2)
    assert (found.months, found.rest, found.late) == ([], 100, [1])


# ---- everywhere else


@pytest.fixture
def two(db: Any) -> None:
    legal.add_value(key="patents.least_bought", since=DAY, until=None, value="2 months", citation="Act 1", actor=SYSTEM, confidence="A")


def granted() -> Patent:
    return make_patent(granted_on=DAY, case=make_case("granted", person=make_person(inn=INN)))


def page(patent: Patent, name: str, language: str = "en", **query: str) -> Any:
    client = sign_in(patent.person.user, client=Client(headers={"accept-language": language}))
    return client.get(reverse(f"patents:{name}", args=[patent.series, patent.number]), query)


def test_one_month_issues_nothing_and_two_issue_the_patent(two: None):
    patent = pay(granted(), FEE, month())
    assert (patent.status, patent.unspent) == ("granted", 10000)
    patent = pay(patent, month("second"))
    assert (patent.status, patent.paid_through) == ("issued", date(2026, 5, 14))
    assert (invariants.paid_through_differs(), invariants.unspent_differs()) == (0, 0)


def test_who_began_before_the_row_buys_single_months(today: Any, two: None):
    before = DAY - ONE_DAY
    today(before)
    patent = pay(make_patent(granted_on=before), FEE, month(paid_on=before), on=before)
    assert patent.paid_through == date(2026, 4, 13)
    assert pay(patent, month("second"), on=DAY).paid_through == date(2026, 5, 13)


def test_the_bill_of_the_pay_page_is_for_two_and_takes_off_what_has_come(two: None):
    patent = pay(granted(), FEE, month("part", amount=4000))
    due = bill(patent, months=1, paid_on=DAY)
    assert (due.months, due.fewest, due.tax) == (2, 2, 16000)


def test_no_page_of_the_holder_offers_one_month(today: Any, two: None):
    today(DAY)
    patent = pay(granted(), FEE, month("part", amount=4000))
    for name in ("pay", "bills"):
        shown = page(patent, name)
        assert list(shown.context["choices"]) == list(range(2, 13))
        assert "At least 2 months are paid at once" in shown.text
        assert "Сразу оплачивают не меньше 2 месяцев" in page(patent, name, "ru").text
    assert page(patent, "pay", months="1").context["bill"].months == 2
    assert "Less than 2 months: the rest is still to pay" in page(patent, "patent").text


def test_the_page_of_a_valid_patent_says_what_is_missing(today: Any, two: None):
    today(DAY)
    patent = pay(granted(), FEE, month(months=2), month("part"))
    assert "Money for less than 2 months gives none: pay the rest." in page(patent, "patent").text
    assert "A part gives no month" not in page(patent, "patent").text
    assert "меньше чем за 2 месяца" in page(patent, "patent", "ru").text


def test_two_bills_are_made_and_the_first_that_is_paid_is_not_asked_for_again(today: Any, two: None):
    today(DAY)
    patent = pay(granted(), FEE)
    first, second = open_next_months(patent_id=patent.pk, count=1, actor=SYSTEM, on=DAY)
    arrived(1, uin=first.uin)
    shown = [bill_of(charge, Statement(patent), on=DAY) for charge in (first, second)]
    assert [(one.to_pay, one.is_full) for one in shown] == [(0, True), (10000, False)]
    assert "It counts once 2 months are paid in full" in page(patent, "bills").text
    assert "details of the payee are not established" not in page(patent, "bills").text
    arrived(2, uin=second.uin)
    assert Patent.objects.get(pk=patent.pk).paid_through == date(2026, 5, 14)


def test_the_last_month_is_offered_alone(two: None):
    patent = pay(granted(), FEE, month(months=11))
    assert to_pay(patent, on=DAY) == (range(12, 13), 1)
    assert pay(patent, month("last")).paid_through == date(2027, 3, 14)


def test_the_sum_of_one_month_is_awaited_no_more_and_that_of_two_matches(two: None):
    patent = granted()
    arrived(1, payer_inn=INN)
    assert not Allocation.objects.exists()
    arrived(2, amount=20000, payer_inn=INN)
    assert Allocation.objects.get().patent == patent
    sums = {due.purpose: due.sums for due in claims.claim(patent, on=DAY).dues}
    assert min(sums["tax_advance"]) == 20000


def test_the_calculator_asks_for_two_or_more(client: Client, two: None):
    url, asked = "/api/v1/patent-price/", {"region": "77", "on": DAY.isoformat()}
    assert client.get(url, asked).json()["months"] == 2
    refused = client.get(url, {**asked, "months": "1"}, headers={"accept-language": "en"})
    assert (refused.status_code, refused.json()["errors"]["months"]) == (400, ["The fewest months that are paid at once on this day: 2."])
    assert client.get(url, {**asked, "on": "2026-03-14", "months": "1"}).json()["total"] == "10000"


def test_the_price_page_asks_for_two_or_more(client: Client, two: None):
    shown = client.get("/patents/price/", {"on": "15.03.2026"}, headers={"accept-language": "en"})
    assert shown.context["quote"].months == 2
    assert next(number for number, _name in shown.context["form"].fields["months"].choices) == 2
    wrong = client.get("/patents/price/", {"on": "15.03.2026", "months": "1"}, headers={"accept-language": "en"}).text
    assert "The fewest months that are paid at once on this day: 2" in wrong
    assert "govuk-error-summary" in wrong
