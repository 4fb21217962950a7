"""Terms in working days against the published production calendar."""

from datetime import date

import pytest

from portal.legal.rules.calendar import WorkingCalendar, add_working_days

PLAIN = WorkingCalendar(verified=((date(2022, 1, 1), date(2027, 1, 1)),))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2024, 4, 26), 10, date(2024, 5, 16)),
        (date(2024, 12, 20), 10, date(2025, 1, 14)),
        (date(2025, 4, 29), 10, date(2025, 5, 19)),
        (date(2025, 12, 30), 10, date(2026, 1, 23)),
        (date(2026, 3, 5), 10, date(2026, 3, 20)),
        (date(2025, 10, 31), 3, date(2025, 11, 6)),
        (date(2026, 4, 30), 3, date(2026, 5, 6)),
        (date(2025, 12, 30), 7, date(2026, 1, 20)),
        (date(2026, 5, 20), -10, date(2026, 5, 5)),
    ],
)
def test_ends_on_the_day_of_the_production_calendar(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days, working=PLAIN).value == end
