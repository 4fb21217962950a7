"""What is told on which day: plain functions of what was known, what is true, and a date."""

from datetime import date, timedelta

import pytest

from employment.watch.rules.news import Change, News, Standing, change_of, ending, known_profession, profession_change

UNTIL = date(2026, 6, 14)
VALID = Standing("valid", UNTIL)


def day(before: int) -> date:
    return UNTIL - timedelta(days=before)


@pytest.mark.parametrize(
    ("left", "told"),
    [(31, None), (30, 30), (29, 30), (16, 30), (15, 15), (14, 15), (6, 15), (5, 5), (2, 5), (1, 1), (0, 1)],
)
def test_the_end_is_announced_at_30_15_5_and_1_days(left: int, told: int | None):
    for is_paid_to_the_end, reason in ((False, "payment"), (True, "term")):
        news = ending(VALID, on=day(left), is_paid_to_the_end=is_paid_to_the_end)
        assert news == (News("ending", UNTIL, told, reason=reason) if told else None)


@pytest.mark.parametrize("state", ["annulled", "lapsed_unpaid", "expired", "not_yet"])
def test_what_is_not_valid_has_no_end_to_come(state: str):
    assert ending(Standing(state, UNTIL), on=day(1), is_paid_to_the_end=False) is None


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        (VALID, Standing("annulled", UNTIL), Change.ANNULLED),
        (VALID, Standing("lapsed_unpaid", UNTIL), Change.LAPSED),
        (VALID, Standing("expired", UNTIL), Change.EXPIRED),
        (Standing("lapsed_unpaid", day(30)), VALID, Change.RESTORED),
        (Standing("annulled", UNTIL), VALID, Change.RESTORED),
        (Standing("not_yet", None), VALID, Change.BEGAN),
        (Standing("lapsed_unpaid", UNTIL), Standing("annulled", UNTIL), Change.ANNULLED),
        (VALID, Standing("valid", day(3)), Change.SHORTENED),
    ],
)
def test_each_change_has_its_name(before: Standing, now: Standing, kind: str):
    assert change_of(before, now, end_was_announced=False) == News(kind, now.until)


def test_a_further_month_is_told_only_to_whom_the_end_was_announced():
    longer = Standing("valid", UNTIL + timedelta(days=30))
    assert change_of(VALID, longer, end_was_announced=False) is None
    assert change_of(VALID, longer, end_was_announced=True) == News(Change.EXTENDED, longer.until)


def test_the_first_look_and_no_change_tell_nothing():
    assert change_of(None, VALID, end_was_announced=False) is None
    assert change_of(VALID, VALID, end_was_announced=True) is None
    assert change_of(Standing("not_yet", None), Standing("lapsed_unpaid", UNTIL), end_was_announced=True) is None


COOK = Standing("valid", UNTIL, "cook")


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (Standing("valid", UNTIL, "tailor"), COOK, True),
        (Standing("valid", day(9), "tailor"), COOK, True),
        (Standing("lapsed_unpaid", UNTIL, "tailor"), COOK, True),
        (COOK, COOK, False),
        (VALID, COOK, False),  # not known: from before professions were compared
        (Standing("not_yet", None), COOK, False),
        (Standing("not_yet", None, "tailor"), COOK, False),
        (Standing("valid", UNTIL, "tailor"), Standing("lapsed_unpaid", UNTIL, "cook"), False),
        (Standing("lapsed_unpaid", UNTIL, "tailor"), Standing("lapsed_unpaid", UNTIL, "cook"), False),
    ],
)
def test_another_profession_is_told_while_the_patent_is_valid(before: Standing, now: Standing, is_told: bool):
    assert profession_change(before, now) == (News(Change.PROFESSION, UNTIL, profession="cook") if is_told else None)
    assert Change.PROFESSION not in {news.kind for news in [change_of(before, now, end_was_announced=True)] if news}


def test_a_profession_counts_as_known_once_it_could_be_told():
    lapsed = Standing("lapsed_unpaid", UNTIL, "cook")
    assert known_profession(Standing("valid", UNTIL, "tailor"), COOK) == "cook"
    assert known_profession(Standing("valid", UNTIL, "tailor"), lapsed) == "tailor"
    assert known_profession(VALID, lapsed) == "cook"
