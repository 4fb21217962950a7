"""The yes or no from the kept dates is the one that the rule of validity gives, over every combination of dates."""

from datetime import date, timedelta
from itertools import product

from patents.rules.standing import KeptDates, is_valid_on
from patents.rules.validity import PatentFacts, ValidityAnswer, paid_through, validity_on

BEGINS = (None, date(2026, 1, 31), date(2026, 3, 15), date(2027, 12, 31))
MONTHS = (0, 1, 2, 3, 11, 12)
LAST = (364, 200, 40)


def test_both_say_the_same_on_every_day_around_every_date():
    compared, valid = 0, 0
    for begins, months, last, annulled_after in product(BEGINS, MONTHS, LAST, (None, -1, 0, 1, 30, 500)):
        for facts, kept in _patents(begins, months, last, annulled_after):
            for on in _days(facts, kept):
                expected = validity_on(facts, on).value is ValidityAnswer.VALID
                assert is_valid_on(kept, on) is expected, (facts, on)
                compared, valid = compared + 1, valid + expected
    assert compared > 2000
    assert valid > 200


def _patents(begins: date | None, months: int, last: int, annulled_after: int | None):
    """`paid_through` as it is kept: the paid months, and no longer than the longest term."""
    if begins is None:
        yield PatentFacts(issued_on=None, paid_months=months, expires_on=None), KeptDates(None, None, None)
        return
    expires = begins + timedelta(days=last)
    annulled = begins + timedelta(days=annulled_after) if annulled_after is not None else None
    paid = min(paid_through(issued_on=begins, paid_months=months).value, expires) if months else None
    facts = PatentFacts(issued_on=begins, paid_months=months, expires_on=expires, annulled_on=annulled)
    yield facts, KeptDates(begins, paid, annulled)


def _days(facts: PatentFacts, kept: KeptDates) -> set[date]:
    around = {day for day in (facts.issued_on, kept.valid_through, facts.expires_on, facts.annulled_on, date(2026, 6, 1)) if day}
    return {day + timedelta(days=shift) for day in around for shift in (-1, 0, 1)}
