"""On which day somebody comes to an age: the status, the applications and the guardianship give one answer."""

from datetime import date, timedelta

import pytest

from cases.rules.checks import years_old
from permits.rules.replacement import reached
from permits.status.rules.asking import birthday
from portal.legal.errors import DateOutOfRange
from profiles.rules.majority import is_child

LEAP = date(2008, 2, 29)
ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (LEAP, 18, date(2026, 3, 1)),
        (LEAP, 19, date(2027, 3, 1)),
        (LEAP, 20, date(2028, 2, 29)),
        (date(2008, 2, 28), 19, date(2027, 2, 28)),
        (date(2008, 3, 1), 19, date(2027, 3, 1)),
        (date(2008, 3, 1), 20, date(2028, 3, 1)),
    ],
)
def test_one_comes_to_an_age_on_the_birthday_and_born_on_29_february_on_1_march_of_a_common_year(born: date, age: int, day: date):
    assert birthday(born, age) == day
    assert [years_old(born, day - ONE), years_old(born, day)] == [age - 1, age]
    assert [is_child(born, on=day - ONE, majority=age), is_child(born, on=day, majority=age)] == [True, False]
    asked = {"birth_date": born, "issued_on": date(2020, 1, 1), "ages": [age]}
    assert [reached(**asked, on=day - ONE), reached(**asked, on=day)] == [None, (age, day)]


def test_an_age_beyond_the_calendar_is_no_date():
    with pytest.raises(DateOutOfRange):
        birthday(date(9990, 1, 1), 14)
