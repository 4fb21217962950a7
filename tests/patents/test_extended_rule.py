"""What orders make of a patent's last day: the rule, its boundaries, and the same in the database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patents.extendable import PATENTS
from patents.models import PatentExtension
from patents.rules.extended import Extension, day_given, last_day
from patents.rules.months import Money, ledger, moved, period
from patents.rules.standing import KeptDates, is_valid_on
from patents.rules.validity import PatentFacts, ValidityAnswer, paid_through, validity_on
from permits.extensions.rules.terms import Mode, OrderTerms
from portal import clock
from tests.patents.orders_world import DAYS, EXTENDED, ISSUED, PAID, two_months
from tests.permits.extensions.documents import make_order, terms

ONE_DAY = timedelta(days=1)
EXPIRES = date(2027, 3, 14)


def given_by(
    mode: str = "plus_days", *, stated: date = PAID, days: int = DAYS, taken_back_on: date | None = None, **order: Any
) -> Extension:
    own = {"days": days} if mode == "plus_days" else {}
    window = {"window_from": date(2026, 5, 1), "window_to": date(2026, 6, 15), "kinds": frozenset({"work_patent"})}
    return Extension(order=terms(mode, **{**window, **own, **order}), stated=stated, days=days, taken_back_on=taken_back_on)


def facts(*extensions: Extension, months: int = 2, **fields: Any) -> PatentFacts:
    return PatentFacts(**{"issued_on": ISSUED, "paid_months": months, "expires_on": EXPIRES, "extensions": extensions, **fields})


def answer(known: PatentFacts, on: date) -> ValidityAnswer:
    return validity_on(known, on).value


def test_the_order_is_a_step_between_the_paid_day_and_the_day_for_the_next_month():
    found = paid_through(issued_on=ISSUED, paid_months=2, extensions=(given_by(number="Р-7", act="Указ 274", citation="пункт 1"),))
    assert found.value == EXTENDED
    told = [(str(step.text), step.value) for step in found.steps]
    assert [value for _text, value in told[-3:]] == [PAID, EXTENDED, EXTENDED]
    assert "Р-7" in told[-2][0]
    assert found.steps[-2].citation == "Указ 274, пункт 1"


@pytest.mark.parametrize(
    ("on", "expected"), [(PAID, "valid"), (PAID + ONE_DAY, "valid"), (EXTENDED, "valid"), (EXTENDED + ONE_DAY, "lapsed_unpaid")]
)
def test_the_last_day_given_is_inclusive(on, expected):
    assert answer(facts(given_by()), on) == expected


def test_an_annulled_patent_stays_annulled():
    known = facts(given_by(), annulled_on=date(2026, 6, 1))
    assert [answer(known, date(2026, 5, 31)), answer(known, date(2026, 6, 1)), answer(known, EXTENDED)] == ["valid", "annulled", "annulled"]


def test_the_twelve_months_stand_still_for_the_days_given():
    known = facts(given_by(), months=12)
    end = EXPIRES + timedelta(days=DAYS)
    assert [answer(known, EXPIRES + ONE_DAY), answer(known, end), answer(known, end + ONE_DAY)] == ["valid", "valid", "expired"]


def test_orders_do_not_add_up():
    both = (given_by(days=30), given_by(days=DAYS))
    assert last_day(PAID, both) == EXTENDED
    told = paid_through(issued_on=ISSUED, paid_months=2, extensions=both).steps
    assert [step.value for step in told][2:] == [PAID, PAID + timedelta(days=30), EXTENDED, EXTENDED, EXTENDED]


def test_months_bought_later_follow_the_days_given():
    assert last_day(date(2026, 7, 14), (given_by(),)) == date(2026, 7, 14) + timedelta(days=DAYS)
    second, third = (moved(period(ISSUED, number), (given_by(),)) for number in (2, 3))
    assert (second.begins, second.ends) == (date(2026, 4, 15), PAID)
    assert (third.begins, third.pay_by) == (EXTENDED + ONE_DAY, EXTENDED)
    assert third.ends == date(2026, 6, 14) + timedelta(days=DAYS)


def test_money_moved_back_out_of_the_window_takes_the_days_with_it():
    assert last_day(date(2026, 4, 14), (given_by(),)) == date(2026, 4, 14)
    assert last_day(date(2026, 5, 1), (given_by(),)) == date(2026, 5, 1) + timedelta(days=DAYS)


def test_a_fixed_day_stays_fixed_for_a_paid_day_that_still_lies_in_the_window():
    until = date(2026, 9, 30)
    one = given_by("fixed", until=until, days=(until - PAID).days)
    assert last_day(PAID, (one,)) == until
    assert last_day(date(2026, 5, 2), (one,)) == until
    assert last_day(date(2026, 6, 14), (one,)) == date(2026, 6, 14) + timedelta(days=one.days)


@pytest.mark.parametrize(("bank", "bought"), [(PAID, 3), (PAID + ONE_DAY, 3), (EXTENDED, 3), (EXTENDED + ONE_DAY, 2)])
def test_money_comes_in_time_through_the_day_given(bank, bought):
    assert months_bought(bank, given_by()) == bought


@pytest.mark.parametrize(("bank", "bought"), [(date(2026, 6, 1), 3), (date(2026, 6, 2), 2)])
def test_who_paid_while_the_order_stood_has_paid_in_time_after_its_repeal_too(bank, bought):
    assert months_bought(bank, given_by(taken_back_on=date(2026, 6, 1))) == bought


def test_without_an_order_the_same_money_is_late():
    assert months_bought(PAID + ONE_DAY) == 2


def months_bought(bank: date, *extensions: Extension) -> int:
    money = [Money(ISSUED, 1, Decimal(200)), Money(bank, 2, Decimal(100))]
    prices = {ISSUED: Decimal(100), bank: Decimal(100)}
    return len(ledger(begins_on=ISSUED, money=money, prices=prices, longest=12, extensions=extensions).value.months)


def test_yes_or_no_from_the_kept_dates_is_the_one_of_the_rule_on_every_day_around_every_date():
    compared = 0
    for months in (1, 2, 3, 12):
        for given_days in ((), (given_by(),), (given_by(taken_back_on=PAID),), (given_by(), given_by(days=200))):
            for annulled in (None, date(2026, 6, 1), EXTENDED):
                known = facts(*given_days, months=months, annulled_on=annulled)
                paid = min(period(ISSUED, months).ends, EXPIRES)
                kept = KeptDates(ISSUED, last_day(paid, given_days), annulled)
                around = (ISSUED, paid, last_day(paid, given_days), EXPIRES, annulled or PAID)
                for on in {day + timedelta(days=shift) for day in around for shift in (-1, 0, 1)}:
                    assert is_valid_on(kept, on) is (answer(known, on) is ValidityAnswer.VALID), (known, on)
                    compared += 1
    assert compared > 500


# ---- the database

days = st.dates(date(2026, 2, 1), date(2026, 12, 31))


@st.composite
def orders(draw: Any) -> OrderTerms:
    mode = draw(st.sampled_from(list(Mode)))
    first = draw(days)
    own: dict[str, Any] = {
        Mode.FIXED: {"until": draw(days)},
        Mode.PLUS_DAYS: {"days": draw(st.integers(1, 400))},
        Mode.SUSPENDED: {"suspended_from": first, "suspended_to": first + timedelta(days=draw(st.integers(0, 200)))},
    }[mode]
    begins = draw(days)
    fields = {"window_from": begins, "window_to": None, "kinds": frozenset({"work_patent"})}
    return terms(mode.value, **{"days": None, "until": None, **own, **fields})


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=orders(), stated=days, paid=days, given_days=st.integers(1, 400))
def test_the_database_says_the_same(order, stated, paid, given_days):
    rule = day_given(paid, Extension(order=order, stated=stated, days=given_days))
    statement = f"""SELECT {PATENTS.gives_now} FROM (SELECT %s::date AS paid_through) d, (SELECT %s::date AS stated, %s::int AS days) l,
        (SELECT %s::text AS mode, %s::date AS window_from, %s::date AS suspended_from, %s::date AS until) o"""
    values = [paid, stated, given_days, order.mode.value, order.window_from, order.suspended_from, order.until]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.fetchone() == (rule,)


@pytest.mark.django_db
def test_a_row_of_the_ledger_is_a_fact():
    patent = two_months()
    order = make_order("applied", kinds=["work_patent"])
    row = PatentExtension.objects.create(
        order=order, document=patent, stated=PAID, before=PAID, gives=EXTENDED, after=EXTENDED, days=DAYS, rule_version=1,
        applied_at=clock.now(),
    )  # fmt: skip
    for change in (lambda: PatentExtension.objects.filter(pk=row.pk).update(days=1), lambda: PatentExtension.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
