"""The counter of visa-free days: the vectors of the law, boundary days, and a naive count day by day as the oracle."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from permits.status.rules.stay_days import READING, StayLaw, count, last_day, next_entry, stay_law
from portal.legal.book import Book, Entry
from portal.legal.figures import LegalText
from profiles.rules.stays import StayDays
from tests.permits.status_world import shipped_book, stay

ONE = timedelta(days=1)
LAW = stay_law(shipped_book(), "AZ")


def used(stays, on, law=LAW):
    return count(stays, on=on, law=law).value.used


def through(stays, entered, law=LAW):
    return last_day(stays, entered_on=entered, law=law).value


def again(stays, after, law=LAW):
    return next_entry(stays, after=after, law=law).value


def test_ninety_days_of_2026_end_on_9_april_and_begin_again_with_the_year():
    stays = (stay(date(2026, 1, 10)),)
    assert through(stays, date(2026, 1, 10)) == date(2026, 4, 9)
    assert used(stays, date(2026, 4, 9)) == 90
    assert again((stay(date(2026, 1, 10), date(2026, 4, 9)),), date(2026, 4, 9)) == date(2027, 1, 1)


def test_who_used_ninety_days_by_20_june_2025_comes_again_in_2026():
    spent = (stay(date(2025, 3, 23), date(2025, 6, 20)),)
    assert used(spent, date(2025, 6, 20)) == 90
    assert again(spent, date(2025, 6, 20)) == date(2026, 1, 1)
    assert through(spent, date(2025, 12, 31)) == date(2025, 12, 30)  # no day was free
    assert through(spent, date(2026, 1, 1)) == date(2026, 3, 31)


def test_under_the_old_rule_days_become_free_as_the_window_moves():
    spent = (stay(date(2024, 7, 1), date(2024, 9, 28)),)
    assert used(spent, date(2024, 9, 28)) == 90
    assert again(spent, date(2024, 9, 28)) == date(2024, 12, 28)
    counter = count(spent, on=date(2024, 12, 28), law=LAW).value
    assert (counter.since, counter.used) == (date(2024, 7, 2), 89)


def test_the_old_rule_holds_on_31_december_2024_and_the_new_one_on_1_january():
    spent = (stay(date(2024, 7, 1), date(2024, 9, 28)), stay(date(2024, 12, 28)))
    assert count(spent, on=date(2024, 12, 31), law=LAW).value.since == date(2024, 7, 5)
    assert count(spent, on=date(2025, 1, 1), law=LAW).value.used == 1
    # From 28 December one day of July becomes free each day; from 1 January the whole year is; the row ends it after 90 days.
    assert through(spent, date(2024, 12, 28)) == date(2025, 3, 27)


def test_entering_and_leaving_on_one_day_is_one_day():
    assert used((stay(date(2026, 5, 5), date(2026, 5, 5)),), date(2026, 5, 5)) == 1


def test_leaving_and_entering_on_one_day_counts_that_day_once():
    assert used((stay(date(2026, 5, 1), date(2026, 5, 5)), stay(date(2026, 5, 5), date(2026, 5, 9))), date(2026, 5, 9)) == 9


def test_a_stay_over_new_year_is_counted_year_by_year_while_the_row_goes_on():
    stays = (stay(date(2025, 12, 1)),)
    assert used(stays, date(2025, 12, 31)) == 31
    assert used(stays, date(2026, 1, 1)) == 1
    assert through(stays, date(2025, 12, 1)) == date(2026, 2, 28)  # the ninetieth day in a row, the fifty-ninth of 2026


def test_leaving_and_entering_on_neighbouring_days_does_not_begin_the_row_anew():
    stays = (stay(date(2025, 12, 1), date(2025, 12, 31)), stay(date(2026, 1, 1), date(2026, 1, 5)), stay(date(2026, 1, 6)))
    assert count(stays, on=date(2026, 1, 10), law=LAW).value.in_a_row == 41
    assert through(stays, date(2026, 1, 6)) == date(2026, 2, 28)
    apart = (*stays[:2], stay(date(2026, 1, 7)))
    assert count(apart, on=date(2026, 1, 10), law=LAW).value.in_a_row == 4


def test_an_operator_may_let_the_row_begin_anew_with_the_year():
    rows = dict(shipped_book().rows)
    told = LegalText(key="permits.stay_row_over_new_year", value="begins_anew")
    rows[("permits.stay_row_over_new_year", "")] = [Entry(date(2014, 1, 1), None, told)]
    law = stay_law(Book(rows), "AZ")
    assert through((stay(date(2025, 12, 1)),), date(2025, 12, 1), law) == date(2026, 3, 31)


def test_an_agreement_on_fewer_days_ends_the_stay_earlier():
    assert through((), date(2026, 5, 1), stay_law(shipped_book(), "KR")) == date(2026, 6, 29)
    assert through((), date(2026, 5, 1), stay_law(shipped_book(), "RS")) == date(2026, 5, 30)
    assert through((), date(2026, 5, 1), stay_law(shipped_book(), "BN")) == date(2026, 5, 14)


def test_before_the_first_rule_nothing_is_said():
    assert count((), on=date(2013, 12, 31), law=LAW) is None
    assert last_day((), entered_on=date(2013, 12, 31), law=LAW) is None


def test_every_date_says_by_which_act_and_what_is_only_read_so():
    steps = last_day((stay(date(2025, 12, 1)),), entered_on=date(2025, 12, 1), law=LAW).steps
    assert any("260-" in str(step.citation) for step in steps)
    assert any(step.citation == READING for step in steps)


# ---- the oracle: a set of days, judged one by one

# A busy machine is slow, not wrong.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.integers(0, 1400).map(lambda n: date(2023, 6, 1) + n * ONE)


@st.composite
def histories(draw):
    """Stays that follow each other, with gaps of 0 days and more."""
    stays, day = [], draw(DAYS)
    for length, gap in draw(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 150)), max_size=6)):
        stays.append(stay(day, day + length * ONE))
        day = day + (length + gap) * ONE
    return tuple(stays), day


def days_of(stays):
    return {one.entered_on + n * ONE for one in stays for n in range((one.left_on - one.entered_on).days + 1)}


def in_window(days, day):
    if day >= date(2025, 1, 1):
        return sum(other.year == day.year and other <= day for other in days)
    return sum(day - 179 * ONE <= other <= day for other in days)


def in_a_row(days, day):
    length = 0
    while day - length * ONE in days:
        length += 1
    return length


def lawful(days, day):
    return in_window(days, day) <= 90 and in_a_row(days, day) <= 90


@patiently
@given(histories())
def test_the_count_is_that_of_the_oracle(history):
    stays, day = history
    days = days_of(stays)
    for on in (day, day + 45 * ONE, day + 200 * ONE):
        counter = count(stays, on=on, law=LAW).value
        assert (counter.used, counter.in_a_row) == (in_window(days, on), in_a_row(days, on))


@patiently
@given(histories())
@example(((stay(date(2024, 7, 1), date(2024, 9, 28)),), date(2024, 12, 28)))
@example(((stay(date(2025, 1, 1), date(2025, 3, 31)),), date(2025, 12, 31)))
def test_the_last_day_is_that_of_the_oracle(history):
    stays, entered = history
    days, day = days_of(stay for stay in stays if stay.entered_on != entered), entered
    days = {other for other in days if other < entered}
    while lawful(days | {day}, day):
        days.add(day)
        day += ONE
    assert through(stays, entered) == day - ONE


@patiently
@given(histories(), st.integers(0, 30))
def test_the_next_entry_is_that_of_the_oracle(history, later):
    stays, day = history
    after = day + later * ONE
    days = days_of(stays)
    expected = after + ONE
    while not lawful(days | {expected}, expected):
        expected += ONE
    assert again(stays, after) == expected


@pytest.mark.parametrize("stays", [(), (StayDays(entered_on=None, left_on=date(2026, 1, 5)),)])
def test_a_stay_without_its_entry_counts_no_day(stays):
    assert used(stays, date(2026, 1, 5)) == 0


def test_a_law_of_one_citizenship_holds_from_its_own_day():
    assert isinstance(stay_law(shipped_book(), "CN"), StayLaw)
    assert stay_law(shipped_book(), "CN").on(date(2026, 2, 28)).row.amount == 90
    assert stay_law(shipped_book(), "CN").on(date(2026, 3, 1)).row.amount == 30
