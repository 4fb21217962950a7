"""Money without an identifier finds its patent by INN, sum and date; where two answers are possible, an officer is asked."""

from datetime import date, timedelta
from typing import Any

import pytest

from patents.models import Allocation, Patent
from patents.rescue import may_be_saved_by, patents_that_it_may_save
from tests.factories import make_case, make_patent, make_person, make_user, sign_in
from tests.patents.test_moves import arrived
from tests.patents.test_payments import DAY, FEE, month, pay
from tests.patents.test_warnings import LAST, today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
INN = "772914177706"


def granted(**fields: Any) -> Patent:
    """Of a holder who told the INN."""
    return make_patent(granted_on=DAY, case=make_case("granted", person=make_person(inn=INN)), **fields)


def counted() -> list[tuple[int, str, str]]:
    return list(Allocation.objects.exclude(why="demo").order_by("pk").values_list("patent", "purpose", "why"))


def test_a_first_payment_from_the_holders_inn_counts_for_the_patent():
    patent = granted()
    arrived(payer_inn=INN, payer_name="РАХИМОВА ЗАРИНА")
    assert counted() == [(patent.pk, "tax_advance", "payer")]


@pytest.mark.parametrize(
    "fields",
    [
        {"payer_name": "ИВАНОВ ПЁТР"},  # the INN is only what the holder says
        {"amount": 9999},
        {"paid_on": DAY + timedelta(days=46)},
        {"payer_inn": "776317066911"},
    ],
)
def test_what_contradicts_waits_for_an_officer(today: Any, fields: Any):
    today(DAY + timedelta(days=46))
    granted()
    arrived(**{"payer_inn": INN, **fields})
    assert counted() == []


def test_the_forty_fifth_day_is_near_enough(today: Any):
    today(DAY + timedelta(days=45))
    granted()
    arrived(payer_inn=INN, paid_on=DAY + timedelta(days=45))
    assert len(counted()) == 1


def test_two_patents_that_could_take_it_ask_an_officer():
    granted()
    granted()
    arrived(payer_inn=INN)
    assert counted() == []


def test_a_fee_counts_as_a_fee_and_with_a_month_issues_the_patent():
    patent = granted()
    arrived(1, 4200, payer_inn=INN)
    arrived(2, 10000, payer_inn=INN)
    assert counted() == [(patent.pk, "state_fee", "payer"), (patent.pk, "tax_advance", "payer")]
    assert Patent.objects.get().status == "issued"


def test_the_button_offers_what_the_sum_is_due_for():
    patent = granted()
    arrived(1, 4200, payer_name="РАХИМОВА ЗАРИНА")
    (line,) = sign_in(make_user("officer", office=patent.case.office)).get("/admin/payments/").context["rows"]
    assert [candidate.purpose for candidate in line.candidates] == ["state_fee"]


def test_a_patent_with_all_months_paid_takes_none_and_the_one_that_follows_takes_the_money(today: Any):
    old = pay(granted(), FEE, month("all", 12))
    assert old.expires_on == old.paid_through == date(2027, 3, 14)
    months = {"issued_on": date(2025, 4, 1), "begins_on": date(2025, 4, 1)}
    Patent.objects.filter(pk=old.pk).update(**months, expires_on=date(2026, 3, 31), paid_through=date(2026, 3, 31))
    today(DAY)
    arrived(1, payer_inn=INN)
    assert counted() == []
    successor = make_patent(granted_on=DAY, predecessor=old, case=make_case("granted", person=old.person))
    arrived(2, payer_inn=INN)
    assert counted() == [(successor.pk, "tax_advance", "payer")]


def test_before_a_lapse_money_from_the_holders_inn_is_found_whatever_the_name(today: Any):
    person = make_person(inn=INN)
    patent = pay(make_patent(granted_on=DAY, case=make_case("granted", person=person)), FEE, month("first"))
    today(LAST)
    payment = arrived(payer_inn=INN, payer_name="ИВАНОВ ПЁТР", paid_on=LAST)
    assert counted() == []
    assert may_be_saved_by(patent) == [payment.pk]
    assert patents_that_it_may_save(payment, until=LAST) == [patent]
