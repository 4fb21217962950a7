"""Terms, days off, and what a person is told about them."""

from datetime import date

import pytest
from django.utils.translation import override

from portal.legal import calendar
from portal.legal.errors import DateOutOfRange
from portal.legal.figures import Term, Unit
from portal.legal.models import CalendarOverride
from portal.legal.rules.calendar import Override, WorkingCalendar, add_months, add_term, add_working_days, moved_from_day_off

CHECKED = WorkingCalendar(verified=((date(2022, 1, 1), date(2027, 1, 1)),))


def texts(start: date, days: int, working: WorkingCalendar = CHECKED) -> list[str]:
    with override("en"):
        return [str(step.text) for step in add_working_days(start, days, working=working).steps]


def test_the_steps_name_each_stretch_of_days_off() -> None:
    assert texts(date(2025, 12, 30), 10) == [
        "We count from the day after 30 December 2025.",
        (
            "31 December 2025 to 11 January 2026 are not counted: day off moved from 5 January 2025, New Year holidays, Christmas Day, "
            "day off moved from 3 January 2026."
        ),
        "17 January 2026 to 18 January 2026 are not counted: weekend.",
        "Working days counted: 10. The last one is 23 January 2026.",
    ]


def test_the_steps_of_a_count_backwards_run_backwards() -> None:
    assert texts(date(2026, 5, 20), -10)[:2] == [
        "We count back from the day before 20 May 2026.",
        "16 May 2026 to 17 May 2026 are not counted: weekend.",
    ]


def test_the_steps_read_in_russian_when_they_are_read_by_a_russian_reader() -> None:
    explained = add_working_days(date(2026, 6, 10), 2, working=CHECKED)
    with override("ru"):
        assert str(explained.steps[0].text) == "Считаем со дня, следующего за 10 июня 2026\u00a0г."
        assert str(explained.steps[1].text) == "С 12 июня 2026\u00a0г. по 14 июня 2026\u00a0г. не считаем: День России."
        assert str(explained.steps[0].citation) == "ГК РФ, ст. 191 и 192 (по аналогии)"


def test_a_working_saturday_counts() -> None:
    assert add_working_days(date(2025, 10, 31), 1, working=CHECKED).value == date(2025, 11, 1)


@pytest.mark.parametrize("day", ["2022-03-05", "2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01"])
def test_knows_the_working_saturdays(day: str) -> None:
    assert CHECKED.reason_off(date.fromisoformat(day)) is None


@pytest.mark.parametrize("day", ["2022-05-03", "2023-02-24", "2024-04-29", "2025-05-02", "2026-01-09", "2026-12-31"])
def test_knows_the_moved_days_off(day: str) -> None:
    assert CHECKED.reason_off(date.fromisoformat(day)) is not None


@pytest.mark.parametrize(("year", "days"), [(2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247)])
def test_a_year_has_as_many_working_days_as_the_production_calendar(year: int, days: int) -> None:
    every_day = (date.fromordinal(number) for number in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    assert sum(CHECKED.reason_off(day) is None for day in every_day) == days


def test_a_year_that_nobody_checked_is_said_to_be_uncertain() -> None:
    assert texts(date(2026, 12, 25), 10)[-1] == "The working calendar of 2027 is not confirmed: the date may change."
    assert "not confirmed" not in " ".join(texts(date(2026, 12, 14), 10))


def test_an_act_can_make_a_day_free_and_is_named() -> None:
    free = WorkingCalendar({date(2026, 3, 18): Override(False, "Decree 1")}, CHECKED.verified)
    assert add_working_days(date(2026, 3, 17), 1, working=free).value == date(2026, 3, 19)
    assert "18 March 2026 is not counted: non-working day (Decree 1)." in texts(date(2026, 3, 17), 1, free)


def test_an_act_can_make_a_holiday_working() -> None:
    working = WorkingCalendar({date(2026, 6, 12): Override(True, "Decree 1")})
    assert add_working_days(date(2026, 6, 11), 1, working=working).value == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (30, Unit.CALENDAR_DAYS, date(2026, 3, 1), date(2026, 3, 31)),
        (2, Unit.MONTHS, date(2026, 3, 15), date(2026, 5, 15)),
        (1, Unit.MONTHS, date(2026, 1, 31), date(2026, 2, 28)),
        (1, Unit.MONTHS, date(2024, 1, 31), date(2024, 2, 29)),
        (3, Unit.MONTHS, date(2025, 11, 30), date(2026, 2, 28)),
        (1, Unit.YEARS, date(2024, 2, 29), date(2025, 2, 28)),
        (4, Unit.YEARS, date(2024, 2, 29), date(2028, 2, 29)),
        (10, Unit.WORKING_DAYS, date(2026, 3, 5), date(2026, 3, 20)),
    ],
)
def test_a_term_ends_on_its_last_day(amount: int, unit: Unit, start: date, end: date) -> None:
    assert add_term(Term(amount=amount, unit=unit), start, working=CHECKED).value == end


def test_months_go_back_too() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_a_procedural_term_that_ends_on_a_day_off_moves_and_says_so() -> None:
    moved = moved_from_day_off(date(2026, 3, 7), working=CHECKED)
    assert moved.value == date(2026, 3, 10)
    with override("en"):
        assert str(moved.steps[0].text) == "7 March 2026 is a day off, the term ends on the next working day: 10 March 2026."


def test_a_term_that_ends_on_a_working_day_stays() -> None:
    assert moved_from_day_off(date(2026, 3, 6), working=CHECKED).steps == ()


@pytest.mark.parametrize(
    "reckon",
    [
        lambda: add_working_days(date(9999, 12, 20), 10, working=CHECKED),
        lambda: add_working_days(date(1, 1, 1), -1, working=CHECKED),
        lambda: add_working_days(date(2026, 1, 1), 0, working=CHECKED),
        lambda: add_working_days(date(2026, 1, 1), 10**9, working=CHECKED),
        lambda: add_term(Term(amount=1, unit=Unit.MONTHS), date(9999, 12, 31), working=CHECKED),
        lambda: add_term(Term(amount=199, unit=Unit.CALENDAR_DAYS), date(9999, 12, 31), working=CHECKED),
    ],
)
def test_dates_beyond_the_calendar_are_refused(reckon: object) -> None:
    with pytest.raises(DateOutOfRange):
        reckon()  # type: ignore[operator]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2020-03-30", "2020-04-30", "2020-05-06", "2020-06-24", "2020-07-01", "2021-05-04", "2021-11-01"])
def test_the_presidential_days_off_are_shipped(day: str) -> None:
    assert not calendar.is_working_day(date.fromisoformat(day))


@pytest.mark.django_db
def test_a_day_that_an_operator_enters_counts_at_once() -> None:
    before = calendar.add_working_days(date(2026, 3, 16), 1).value
    CalendarOverride.objects.create(day=date(2026, 3, 17), is_working=False, citation="Decree 1")
    assert (before, calendar.add_working_days(date(2026, 3, 16), 1).value) == (date(2026, 3, 17), date(2026, 3, 18))


@pytest.mark.django_db
def test_the_years_checked_come_from_the_data() -> None:
    assert calendar.current().is_verified(date(2026, 12, 31))
    assert not calendar.current().is_verified(date(2027, 1, 1))


@pytest.mark.django_db
def test_a_term_of_the_law_is_counted_with_its_citation() -> None:
    from portal.legal.services import term

    end = calendar.add_term(term("patents.decision_term", on=date(2026, 3, 5)), date(2026, 3, 5))
    assert end.value == date(2026, 3, 20)
    assert "695" in str(end.steps[0].citation)


def test_a_date_that_the_sentence_says_is_not_printed_beside_it_again() -> None:
    steps = add_working_days(date(2026, 3, 5), 10, working=CHECKED).steps
    with override("en"):
        assert steps[-1].value == date(2026, 3, 20)
        assert steps[-1].aside is None


def test_one_day_of_a_weekend_is_called_a_day_off() -> None:
    assert texts(date(2026, 5, 16), 1)[1] == "17 May 2026 is not counted: day off."
