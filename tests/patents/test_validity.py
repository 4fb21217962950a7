"""Until when a patent is valid, and whether it is on a day."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from patents.rules.months import periods
from patents.rules.validity import (
    MonthsOutOfRange,
    PatentFacts,
    ValidityAnswer,
    expires_on,
    paid_through,
    validity_on,
)
from portal.legal.errors import DateOutOfRange
from portal.legal.figures import LegalText, Term, Unit

YEAR = Term(amount=12, unit=Unit.MONTHS, act="Act")
DAY_BEFORE, SAME_DAY = (LegalText(value=value, act="Act 2", confidence="C") for value in ("day_before", "same_day"))
ISSUED = date(2026, 3, 15)
ONE_DAY = timedelta(days=1)


def facts(
    paid_months: int = 3, issued_on: date | None = ISSUED, annulled_on: date | None = None, reading: LegalText = DAY_BEFORE
) -> PatentFacts:
    last = expires_on(issued_on=issued_on, term=YEAR, reading=reading).value if issued_on else None
    return PatentFacts(issued_on=issued_on, paid_months=paid_months, expires_on=last, annulled_on=annulled_on)


@pytest.mark.parametrize(
    ("issued_on", "months", "last"),
    [
        (date(2026, 3, 15), 1, date(2026, 4, 14)),
        (date(2026, 3, 15), 3, date(2026, 6, 14)),
        (date(2026, 3, 15), 12, date(2027, 3, 14)),
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2026, 1, 31), 2, date(2026, 3, 30)),
        (date(2028, 1, 31), 1, date(2028, 2, 28)),
        (date(2024, 2, 29), 1, date(2024, 3, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
    ],
)
def test_paid_months_run_from_the_day_of_issue(issued_on: date, months: int, last: date) -> None:
    assert paid_through(issued_on=issued_on, paid_months=months).value == last


def test_a_short_month_takes_nothing_from_the_months_after_it() -> None:
    ends = [paid_through(issued_on=date(2026, 1, 31), paid_months=months).value for months in (1, 2, 3)]
    assert ends == [date(2026, 2, 27), date(2026, 3, 30), date(2026, 4, 29)]


@pytest.mark.parametrize("months", [0, -1])
def test_less_than_a_month_buys_nothing(months: int) -> None:
    with pytest.raises(MonthsOutOfRange):
        paid_through(issued_on=ISSUED, paid_months=months)


def test_a_date_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(DateOutOfRange):
        paid_through(issued_on=date(9999, 12, 31), paid_months=1)


@pytest.mark.parametrize(
    ("issued_on", "last"),
    [
        (date(2026, 3, 15), date(2027, 3, 14)),
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2027, 2, 28), date(2028, 2, 27)),
        (date(2026, 1, 31), date(2027, 1, 30)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_twelve_months_end_a_day_before_the_same_day_a_year_later_or_on_it(issued_on: date, last: date) -> None:
    assert expires_on(issued_on=issued_on, term=YEAR, reading=DAY_BEFORE).value == last
    assert expires_on(issued_on=issued_on, term=YEAR, reading=SAME_DAY).value == last + ONE_DAY


@pytest.mark.parametrize("reading", [DAY_BEFORE, SAME_DAY])
@pytest.mark.parametrize("issued_on", [ISSUED, date(2024, 2, 29), date(2026, 1, 31), date(2026, 3, 31), date(2027, 12, 31)])
def test_who_paid_for_twelve_months_is_valid_through_the_last_possible_day(issued_on: date, reading: LegalText) -> None:
    known = facts(paid_months=12, issued_on=issued_on, reading=reading)
    assert known.expires_on is not None
    paid = paid_through(issued_on=issued_on, paid_months=12, expires_on=known.expires_on).value
    assert paid == known.expires_on
    assert validity_on(known, known.expires_on).value == ValidityAnswer.VALID
    assert validity_on(known, known.expires_on + ONE_DAY).value == ValidityAnswer.EXPIRED


@pytest.mark.parametrize("reading", [DAY_BEFORE, SAME_DAY])
def test_the_reading_of_the_year_moves_no_month_before_the_last(reading: LegalText) -> None:
    known = facts(paid_months=11, issued_on=date(2026, 1, 31), reading=reading)
    assert validity_on(known, date(2026, 12, 30)).value == ValidityAnswer.VALID
    assert validity_on(known, date(2026, 12, 31)).value == ValidityAnswer.LAPSED_UNPAID
    ends = [month.ends for month in periods(date(2026, 1, 31), 12, expires_on=known.expires_on)]
    assert ends[:-1] == [month.ends for month in periods(date(2026, 1, 31), 11)]
    assert ends[-1] == known.expires_on


@pytest.mark.parametrize(
    ("reading", "words"), [(DAY_BEFORE, "the day of issue as the first"), (SAME_DAY, "the same day of the last month as the last")]
)
def test_the_longest_term_says_that_it_is_a_reading_of_the_law(reading: LegalText, words: str) -> None:
    with override("en"):
        step = expires_on(issued_on=ISSUED, term=YEAR, reading=reading).steps[-1]
        assert words in str(step.text)
        assert "The law does not say" in str(step.text)
        assert str(step.citation) == "Act 2"
        told = [str(step.text) for step in validity_on(facts(paid_months=12, reading=reading), ISSUED).steps]
        assert any(words in text for text in told)


def test_a_reading_that_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="other"):
        expires_on(issued_on=ISSUED, term=YEAR, reading=LegalText(value="other"))


def test_the_longest_term_is_never_counted_in_days() -> None:
    with pytest.raises(ValueError, match="months or years"):
        expires_on(issued_on=ISSUED, term=Term(amount=365, unit=Unit.CALENDAR_DAYS), reading=DAY_BEFORE)


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        (date(2026, 3, 14), ValidityAnswer.NOT_YET),
        (date(2026, 3, 15), ValidityAnswer.VALID),
        (date(2026, 6, 14), ValidityAnswer.VALID),
        (date(2026, 6, 15), ValidityAnswer.LAPSED_UNPAID),
        (date(2027, 3, 15), ValidityAnswer.LAPSED_UNPAID),
    ],
)
def test_a_patent_paid_for_three_months_lapses_the_day_after(on: date, answer: ValidityAnswer) -> None:
    assert validity_on(facts(), on).value == answer


@pytest.mark.parametrize(("on", "answer"), [(date(2027, 3, 14), ValidityAnswer.VALID), (date(2027, 3, 15), ValidityAnswer.EXPIRED)])
def test_a_patent_paid_for_the_whole_year_expires(on: date, answer: ValidityAnswer) -> None:
    assert validity_on(facts(paid_months=12), on).value == answer


def test_money_for_more_than_a_year_does_not_make_it_longer() -> None:
    assert validity_on(facts(paid_months=15), date(2027, 3, 15)).value == ValidityAnswer.EXPIRED


@pytest.mark.parametrize(("on", "answer"), [(date(2026, 4, 30), ValidityAnswer.VALID), (date(2026, 5, 1), ValidityAnswer.ANNULLED)])
def test_an_annulled_patent_is_not_valid_from_the_day_of_annulment(on: date, answer: ValidityAnswer) -> None:
    assert validity_on(facts(annulled_on=date(2026, 5, 1)), on).value == answer


def test_a_patent_that_was_not_issued_is_not_valid() -> None:
    assert validity_on(facts(paid_months=0, issued_on=None), ISSUED).value == ValidityAnswer.NOT_YET


def test_an_issued_patent_without_a_payment_never_begins() -> None:
    assert validity_on(facts(paid_months=0), ISSUED).value == ValidityAnswer.LAPSED_UNPAID


def test_the_answer_explains_itself() -> None:
    with override("en"):
        said = [str(step.text) for step in validity_on(facts(), date(2026, 6, 15)).steps]
    assert "The next month must be paid on 14 June 2026 at the latest." in said
    assert said[-1] == "Not paid in time: not valid from 15 June 2026."
    with override("ru"):
        assert str(validity_on(facts(), date(2026, 6, 14)).steps[-1].text) == "Действует по 14 июня 2026\u00a0г. включительно."


@pytest.mark.parametrize("reading", [DAY_BEFORE, SAME_DAY])
def test_nobody_is_told_to_pay_a_month_after_the_last_one(reading: LegalText) -> None:
    with override("en"):
        for months, is_told in ((11, True), (12, False)):
            said = [str(step.text) for step in validity_on(facts(paid_months=months, reading=reading), ISSUED).steps]
            assert any("next month" in text for text in said) is is_told


def test_every_step_names_its_act() -> None:
    for on in (date(2026, 3, 1), date(2026, 6, 14), date(2026, 6, 15), date(2027, 6, 1)):
        assert all(str(step.citation) for step in validity_on(facts(annulled_on=date(2027, 1, 1)), on).steps)


def test_whatever_the_day_of_issue_a_paid_patent_has_no_gap() -> None:
    for offset in range(0, 366, 5):
        issued = date(2027, 3, 1) + timedelta(days=offset)
        ends = [paid_through(issued_on=issued, paid_months=months).value for months in range(1, 13)]
        assert ends == sorted(set(ends))
        for end in ends[:-1]:
            assert validity_on(facts(paid_months=12, issued_on=issued), end + ONE_DAY).value == ValidityAnswer.VALID
