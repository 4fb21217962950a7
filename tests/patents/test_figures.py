"""What an operator enters for a figure of patents: refused where no rule could use it, and where it would move a day told before."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from patents import ledgers
from patents.invariants import expires_otherwise, paid_through_differs
from patents.models import Patent
from patents.services.charges import open_charge
from patents.statement import Statement
from portal.events.actor import SYSTEM
from portal.legal import checks
from portal.legal import services as legal
from portal.legal.data_files import Row, series_rows
from portal.legal.models import LegalValue
from tests.factories import make_patent, make_user, sign_in
from tests.patents.test_payments import DAY, FEE, month, pay

pytestmark = pytest.mark.django_db
ADD = "/admin/legal/legalvalue/add/"
EARLY = date(2016, 1, 1)


def read_as(value: str, since: date = EARLY) -> None:
    legal.add_value(key="patents.last_day", since=since, until=None, value=value, citation="Letter 1", actor=SYSTEM, confidence="B")


def entered(key: str, value: str, since: date = date(2027, 1, 1), client: Client | None = None) -> Any:
    typed = {"key": key, "scope": "", "since": since.isoformat(), "until": "", "value": value, "citation": "Act 1", "confidence": "A"}
    return (client or sign_in(make_user("operator"))).post(ADD, typed, headers={"accept-language": "en"})


def proposed(row: Row) -> checks.Proposed:
    return checks.Proposed(key=row.key, scope=row.scope, value=row.value, since=row.start, until=row.end)


def test_every_row_that_is_shipped_passes():
    assert [row.place for row in series_rows() if row.value and checks.refusal(proposed(row))] == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("patents.last_day", "same day", "can reckon with: day_before, same_day"),
        ("patents.least_bought", "13 months", "can reckon with: 1 months – 12 months"),
        ("patents.least_bought", "1 years", "can reckon with: 1 months – 12 months"),
        ("patents.least_bought", "1 calendar_days", "can reckon with: 1 months – 12 months"),
        ("patents.longest_term", "365 calendar_days", "counts this figure in: months, years"),
        ("patents.reissue_notice", "14 calendar_days", "counts this figure in: working_days"),
        ("patents.minimum_age", "216 months", "counts this figure in: years"),
        ("patents.card_blank_series", "п-1", "one to six capital letters or digits"),
        ("patents.card_blank_digits", "3", "how many digits, 5 to 10"),
        ("patents.payment.purpose_length", "500", "can reckon with: 160–210"),
    ],
)
def test_a_value_that_no_rule_could_use_is_refused_in_words(key: str, value: str, words: str):
    before = LegalValue.objects.count()
    answer = entered(key, value)
    assert answer.status_code == 200
    assert words in answer.text
    assert LegalValue.objects.count() == before


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("patents.last_day", "same_day"),
        ("patents.least_bought", "1 months"),  # another act, the same rule
        ("patents.least_bought", "12 months"),
        ("patents.longest_term", "2 years"),
        ("patents.card_blank_series", "АБ"),
        ("patents.card_blank_digits", "8"),
        ("patents.payment.purpose_length", "160"),
    ],
)
def test_what_a_rule_can_use_is_taken(key: str, value: str):
    assert entered(key, value).status_code == 302


def test_a_reading_reaches_no_patent_whose_last_day_was_told():
    newest = make_patent("issued", issued_on=date(2027, 2, 10), expires_on=date(2028, 2, 9), paid_through=date(2027, 3, 9)).begins_on
    client = sign_in(make_user("operator"))
    for key, value in (("patents.last_day", "same_day"), ("patents.longest_term", "2 years")):
        for since in (date(2027, 1, 1), newest):
            answer = entered(key, value, since, client)
            assert answer.status_code == 200
            assert "begin up to 10 February 2027" in answer.text
            assert "begin on 11 February 2027 or later" in answer.text
        assert entered(key, value, newest + timedelta(days=1), client).status_code == 302
    assert expires_otherwise() == 0


def test_another_least_reaches_no_patent_that_has_begun():
    patent = pay(make_patent(granted_on=DAY), FEE, month())
    client = sign_in(make_user("operator"))
    answer = entered("patents.least_bought", "2 months", DAY, client)
    assert "begin up to 15 March 2026 have bought their months" in answer.text
    assert entered("patents.least_bought", "2 months", DAY + timedelta(days=1), client).status_code == 302
    assert (patent.paid_through, paid_through_differs()) == (date(2026, 4, 14), 0)


@pytest.mark.parametrize(
    ("begins", "last"),
    [(date(2026, 3, 15), date(2027, 3, 15)), (date(2024, 2, 29), date(2025, 2, 28)), (date(2026, 1, 31), date(2027, 1, 31))],
)
def test_the_other_reading_gives_the_twelfth_month_one_day_more_in_every_place(begins: date, last: date):
    read_as("same_day")
    price = ledgers.price_or_none("77", begins)
    assert price is not None
    given = [month(paid_on=begins, amount=int(price), months=12)] + (
        [replace(FEE, paid_on=begins)] if legal.money("patents.state_fee", on=begins).amount else []
    )
    patent = pay(make_patent(granted_on=begins), *given, on=begins)
    assert (patent.expires_on, patent.paid_through, patent.valid_through) == (last, last, last)
    assert Statement(patent).schedule[-1].period.ends == last
    assert (paid_through_differs(), expires_otherwise()) == (0, 0)
    assert Patent.objects.filter(paid_through__gt=last).count() == 0


def test_eleven_months_end_as_before_and_the_twelfth_is_billed_through_the_last_day():
    read_as("same_day")
    patent = pay(make_patent(granted_on=DAY), FEE, month(months=11))
    assert (patent.paid_through, patent.expires_on) == (date(2027, 2, 14), date(2027, 3, 15))
    charge = open_charge(patent_id=patent.pk, purpose="tax_advance", period=12, actor=SYSTEM, on=DAY)
    assert charge.pay_by == date(2027, 2, 14)
    assert pay(patent, month("last", paid_on=date(2026, 12, 31)), on=DAY).paid_through == date(2027, 3, 15)


def test_a_patent_that_the_law_of_its_first_day_contradicts_is_counted():
    make_patent("issued", issued_on=DAY, expires_on=date(2027, 3, 15), paid_through=date(2026, 4, 14))
    assert expires_otherwise() == 1


def test_a_calculation_tells_the_reading_and_its_act(client: Client):
    assert "The law does not say" in client.get("/patents/price/?region=77&on=15.03.2026&months=12", headers={"accept-language": "en"}).text
    read_as("same_day")
    asked = {"region": "77", "on": "2026-03-15", "months": "12"}
    told = client.get("/api/v1/patent-price/", asked).json()
    assert (told["valid_through"], told["periods"][-1]["to"]) == ("2027-03-15", "2027-03-15")


def test_a_part_of_a_month_buys_nothing_and_says_by_which_act():
    patent = pay(make_patent(granted_on=DAY), FEE, month(), month("part", amount=4000))
    assert patent.paid_through == date(2026, 4, 14)
    steps = ledgers.ledger(patent).steps
    assert (str(steps[-2].value), steps[-1].value) == ("4000.00", 1)
    assert str(steps[-1].citation)
