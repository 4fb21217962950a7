"""Money arrives: each payment counts once, the dates follow from all of them."""

import time
import uuid
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patents.due import bill, months_left, receipts
from patents.errors import PatentNotPayable, PaymentMismatch
from patents.ledgers import ledger
from patents.models import Patent
from patents.services import payments as service
from patents.services import record_payment
from patents.services.payments import Receipt
from patents.services.recount import recomputed_paid_through
from portal.events.actor import SYSTEM
from portal.legal.calendar import add_months
from tests.cases import acts
from tests.factories import make_patent

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 15)
KEY = uuid.UUID(int=1)
FEE = Receipt(kind="state_fee", amount=Decimal(4200), months=0, paid_on=DAY, source="demo", external_id="fee")


def month(external_id: str = "one", months: int = 1, paid_on: date = DAY, amount: int = 10000) -> Receipt:
    return Receipt("tax_advance", Decimal(amount * months), months, paid_on, "demo", external_id)


def pay(patent: Patent, *given_receipts: Receipt, on: date = DAY) -> Patent:
    return record_payment(patent_id=patent.pk, receipts=list(given_receipts), actor=SYSTEM, on=on)


def issued() -> Patent:
    """Issued on the day of the tests and paid for a month."""
    return pay(make_patent(granted_on=DAY), FEE, month("first"))


# ---- the first payment


def test_fee_and_month_issue_the_patent():
    patent = pay(make_patent(), FEE, month())
    assert (patent.status, patent.issued_on) == ("issued", DAY)
    assert (patent.paid_through, patent.expires_on) == (date(2026, 4, 14), date(2027, 3, 14))
    assert acts.events(patent) == ["PatentIssued"]


def test_a_month_without_the_fee_issues_nothing_until_the_fee_comes():
    patent = pay(make_patent(), month())
    assert (patent.status, patent.issued_on, acts.events(patent)) == ("granted", None, [])
    assert pay(patent, FEE, on=DAY + timedelta(days=2)).issued_on == DAY + timedelta(days=2)


def test_the_fee_without_a_month_issues_nothing_until_the_month_comes():
    patent = pay(make_patent(), FEE)
    assert patent.status == "granted"
    assert pay(patent, month()).status == "issued"


def test_before_september_2025_no_fee_was_due():
    august = date(2025, 8, 31)
    assert pay(make_patent(), month(paid_on=august), on=august).status == "issued"


def test_from_september_2025_the_fee_is_due():
    september = date(2025, 9, 1)
    assert pay(make_patent(), month(paid_on=september), on=september).status == "granted"


# ---- further months


def test_each_month_adds_a_month_reckoned_from_the_day_of_issue():
    patent = issued()
    assert pay(patent, month("two", 2)).paid_through == date(2026, 6, 14)
    assert acts.events(patent) == ["PatentIssued", "PatentPaid"]


def test_the_same_payment_twice_counts_once():
    patent = issued()
    pay(patent, month("two"))
    with acts.nothing_changes():
        assert pay(patent, month("two")).paid_through == date(2026, 5, 14)


OTHER_SUMS = [
    month("two", amount=9999),
    month("two", months=2),
    Receipt("state_fee", Decimal(10000), 0, DAY, "demo", "two"),
]


@pytest.mark.parametrize("other", OTHER_SUMS)
def test_another_sum_under_the_same_number_is_refused(other):
    patent = issued()
    pay(patent, month("two"))
    with acts.nothing_changes(), pytest.raises(PaymentMismatch):
        pay(patent, other)


def test_a_payment_of_one_patent_is_not_counted_for_another():
    patent, stranger = issued(), make_patent()
    pay(patent, month("two"))
    with acts.nothing_changes(), pytest.raises(PaymentMismatch):
        pay(stranger, month("two"))


def test_a_second_fee_is_kept_and_moves_no_date():
    patent = issued()
    second = Receipt("state_fee", Decimal(4200), 0, DAY, "demo", "fee-again")
    assert pay(patent, second).paid_through == date(2026, 4, 14)
    assert patent.allocations.count() == 3


def test_half_a_fee_issues_nothing():
    patent = make_patent()
    half = Receipt("state_fee", Decimal(2100), 0, DAY, "demo", "half")
    assert pay(patent, half, month()).status == "granted"
    assert pay(patent, Receipt("state_fee", Decimal(2100), 0, DAY, "demo", "other half")).status == "issued"


def test_the_last_paid_day_is_in_time_and_the_day_after_is_not():
    patent = issued()
    late = pay(patent, month("late", paid_on=date(2026, 4, 15)))
    assert (late.paid_through, late.allocations.count()) == (date(2026, 4, 14), 3)  # kept and in sight, not counted
    # A payment in time that is told later closes the gap: both count, whichever arrived first.
    assert pay(patent, month("two", paid_on=date(2026, 4, 14))).paid_through == date(2026, 6, 14)


def test_twelve_months_are_the_most_and_the_rest_stays_in_sight():
    patent = pay(issued(), month("two", 12))
    assert patent.paid_through == patent.expires_on
    assert ledger(patent).value.rest == 10000


def test_thirteen_months_at_once_buy_twelve():
    patent = pay(make_patent(), FEE, month("two", 13))
    assert (patent.paid_through, ledger(patent).value.rest) == (patent.expires_on, 10000)


def test_a_part_buys_no_month_until_the_rest_comes():
    patent = issued()
    assert pay(patent, month("part", amount=4000)).paid_through == date(2026, 4, 14)
    assert ledger(patent).value.rest == 4000
    assert pay(patent, month("rest", amount=6000)).paid_through == date(2026, 5, 14)


def test_a_payment_in_time_that_arrives_after_the_lapse_restores_the_patent():
    patent = issued()
    restored = pay(patent, month("in time", paid_on=date(2026, 4, 14)), on=date(2026, 4, 20))
    assert restored.paid_through == date(2026, 5, 14)
    assert acts.events(patent) == ["PatentIssued", "PatentPaid", "PatentRestored"]


def test_a_reissue_begins_the_day_after_the_patent_before_it_ends():
    before = issued()
    after = make_patent(predecessor=before, person=before.person)
    pay(after, Receipt("state_fee", Decimal(4200), 0, DAY, "demo", "fee of the next"), month("month of the next"))
    after = Patent.objects.get(pk=after.pk)
    assert after.begins_on == before.expires_on + timedelta(days=1)
    assert after.paid_through == date(2027, 4, 14)


def test_an_annulled_patent_takes_no_money():
    patent = make_patent("annulled")
    with acts.nothing_changes(), pytest.raises(PatentNotPayable):
        pay(patent, month())


def test_no_receipts_change_nothing():
    patent = issued()
    with acts.nothing_changes():
        pay(patent)


def test_dying_at_any_step_counts_all_or_nothing():
    patent = make_patent()
    assert acts.fails_at_every_step(lambda: pay(patent, FEE, month())) > 5
    acts.fails_at_every_step(lambda: pay(patent, month("two")))
    patent.refresh_from_db()
    assert (patent.paid_through, patent.allocations.count()) == (date(2026, 5, 14), 3)


# ---- at once


def slow_between_writing_and_reckoning(patch: pytest.MonkeyPatch) -> None:
    reckon = service.recount

    def slow(*args: Any, **kwargs: Any) -> Patent:
        time.sleep(0.1)
        return reckon(*args, **kwargs)

    patch.setattr(service, "recount", slow)


@pytest.mark.django_db(transaction=True)
def test_five_payments_at_once_all_count(monkeypatch):
    patent = issued()
    slow_between_writing_and_reckoning(monkeypatch)
    acts.at_once(5, lambda number: pay(patent, month(f"at-once-{number}")))
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 9, 14)


@pytest.mark.django_db(transaction=True)
def test_the_same_race_without_the_lock_loses_months(monkeypatch):
    patent = issued()
    slow_between_writing_and_reckoning(monkeypatch)
    acts.without_locks(monkeypatch)
    acts.at_once(5, lambda number: pay(patent, month(f"at-once-{number}")))
    patent.refresh_from_db()
    assert patent.paid_through < recomputed_paid_through(patent)


@pytest.mark.django_db(transaction=True)
def test_the_same_payment_ten_times_at_once_counts_once():
    patent = make_patent()
    answers = acts.at_once(10, lambda _n: pay(patent, FEE, month()))
    assert [type(answer) for answer in answers] == [Patent] * 10
    patent.refresh_from_db()
    assert (patent.paid_through, patent.allocations.count(), acts.events(patent)) == (date(2026, 4, 14), 2, ["PatentIssued"])


@pytest.mark.django_db(transaction=True)
def test_one_payment_for_two_patents_at_once_counts_for_one():
    patents = [issued(), pay(make_patent(), Receipt("state_fee", Decimal(4200), 0, DAY, "demo", "fee-2"), month("first-2"))]
    answers = acts.at_once(2, lambda number: pay(patents[number], month("same")))
    assert sorted(type(answer).__name__ for answer in answers) == ["Patent", "PaymentMismatch"]


# ---- recomputing equals increments (reliability, rule 11)


@given(months=st.lists(st.integers(1, 4), min_size=1, max_size=6), seed=st.randoms(use_true_random=False))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_order_with_any_repeats_ends_on_the_same_day(months: list[int], seed: Random):
    sent, counted = [], 1
    for number, bought in enumerate(months):
        if counted + bought <= 12:
            counted += bought
            sent.append(month(f"p{number}", bought))
    shuffled = sent * 2
    seed.shuffle(shuffled)
    with transaction.atomic():
        patent = issued()
        for receipt in shuffled:
            patent = pay(patent, receipt)
        assert patent.paid_through == recomputed_paid_through(patent)
        assert patent.paid_through == add_months(DAY, counted) - timedelta(days=1)
        transaction.set_rollback(True)


# ---- the bill


def test_the_first_bill_holds_the_fee_and_later_ones_do_not():
    patent = make_patent()
    first = bill(patent, months=2, paid_on=DAY)
    assert (first.fee.amount, first.price.value, first.total) == (4200, 10000, 24200)
    pay(patent, FEE, month())
    assert bill(patent, months=2, paid_on=DAY).total == 20000


@pytest.mark.parametrize(("issued_on", "fee"), [(date(2025, 8, 31), 0), (date(2025, 9, 1), 4200)])
def test_the_fee_is_that_of_the_day_on_which_the_patent_was_handed_out(issued_on: date, fee: int):
    """One that was handed out before there was a fee owes none with its later months; one whose fee was moved back owes it."""
    patent = make_patent("issued", issued_on=issued_on, expires_on=date(2026, 8, 30), paid_through=date(2025, 9, 30))
    due = bill(patent, months=1, paid_on=date(2025, 9, 15))
    assert due.total == 8900 + fee


@pytest.mark.parametrize(("paid_on", "price"), [(date(2025, 12, 31), 8900), (date(2026, 1, 1), 10000)])
def test_the_year_of_payment_governs_the_price(paid_on, price):
    assert bill(make_patent(), months=1, paid_on=paid_on).price.value == price


def test_the_receipts_of_a_bill_carry_its_sums_and_the_acts_behind_them():
    due = bill(make_patent(), months=3, paid_on=DAY)
    fee, tax = receipts(due, source="demo", key=KEY)
    assert (fee.kind, fee.amount, tax.kind, tax.amount, tax.months) == ("state_fee", 4200, "tax_advance", 30000, 3)
    assert all(figure["citation"] for receipt in (fee, tax) for figure in receipt.parameters)


def test_months_left_shrink_with_payments_and_end_with_a_lapse():
    patent = make_patent()
    assert months_left(patent, paid_on=DAY) == 12
    patent = issued()
    assert (months_left(patent, paid_on=date(2026, 4, 14)), months_left(patent, paid_on=date(2026, 4, 15))) == (11, 0)
    assert months_left(make_patent("annulled"), paid_on=DAY) == 0
