"""What a refusal says is the figure of the law by which it was found, not one that the sentence remembers."""

from datetime import date

from django.utils import translation

from patents.rules.eligibility import ApplicantFacts, eligibility

ON = date(2026, 4, 20)
TOLD = ApplicantFacts(
    regime="visa_free", birth_date=date(2009, 1, 1), entered_on=date(2026, 4, 1), purpose="work", passport_expires_on=date(2030, 1, 1)
)


def words(*, minimum_age: int, window_days: int) -> str:
    found = eligibility(TOLD, on=ON, region=None, minimum_age=minimum_age, window_days=window_days, late_fine=None)
    with translation.override("en"):
        return " ".join(f"{reason.title} {reason.text} {reason.what_to_do}" for reason in found)


def test_age_and_days_are_those_of_the_day():
    assert words(minimum_age=16, window_days=30) == ""
    said = words(minimum_age=21, window_days=10)
    assert "from the age of 21" in said
    assert "younger than 21" in said
    assert "the day you turn 21" in said
    assert "More than 10 days have passed" in said
    assert "18" not in said
    assert "30" not in said
