"""What is printed on a paper fits together, or the field that does not is named."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from permits.rules.entered import Held, Paper, is_over, problems, replaced_by

TODAY, BORN, ONE = date(2026, 11, 26), date(2000, 5, 1), timedelta(days=1)
ISSUED = date(2025, 3, 1)
RVP_ENDS = date(2028, 3, 1)


def paper(kind: str = "temporary_residence", **fields: Any) -> Paper:
    return Paper(**{"kind": kind, "issued_on": ISSUED, "last_day": RVP_ENDS if kind != "permanent_residence" else None, **fields})


def held(kind: str = "temporary_residence", **fields: Any) -> Held:
    return Held(**{"kind": kind, "name": "77 1", "issued_on": date(2024, 1, 10), "last_day": date(2027, 1, 10), **fields})


def found(one: Paper, *others: Held, **known: Any) -> list[tuple[str, str]]:
    told = {"born": BORN, "today": TODAY, "longest": None, "held": others, "number_taken": False, **known}
    return [(problem.field, problem.code) for problem in problems(one, **told)]


def test_a_paper_that_fits_has_no_problem():
    assert found(paper(), longest=RVP_ENDS) == []


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (BORN - ONE, [("issued_on", "issued_before_birth")]),
        (BORN, []),
        (TODAY, []),
        (TODAY + ONE, [("issued_on", "issued_in_future")]),
    ],
)
def test_it_is_issued_between_birth_and_today(issued_on: date, expected: list[tuple[str, str]]):
    assert found(paper("refugee_certificate", issued_on=issued_on, last_day=None)) == expected


@pytest.mark.parametrize(("last_day", "expected"), [(ISSUED - ONE, [("valid_until", "ends_before_issue")]), (ISSUED, []), (RVP_ENDS, [])])
def test_it_ends_on_its_day_of_issue_at_the_earliest(last_day: date, expected: list[tuple[str, str]]):
    assert found(paper(last_day=last_day)) == expected


def test_it_lasts_no_longer_than_the_law_gives():
    assert found(paper(last_day=RVP_ENDS), longest=RVP_ENDS) == []
    assert found(paper(last_day=RVP_ENDS + ONE), longest=RVP_ENDS) == [("valid_until", "too_long")]


@pytest.mark.parametrize("kind", ["temporary_residence", "study_residence", "temporary_stay", "temporary_asylum"])
def test_these_kinds_always_have_a_last_day(kind: str):
    assert found(paper(kind, last_day=None)) == [("valid_until", "last_day_missing")]


@pytest.mark.parametrize("kind", ["refugee_certificate", "residence_registration"])
def test_these_kinds_may_have_a_last_day_or_none(kind: str):
    assert found(paper(kind, last_day=None)) == found(paper(kind)) == []


@pytest.mark.parametrize(
    ("fields", "longest", "expected"),
    [
        ({}, None, []),
        ({"last_day": date(2030, 3, 1)}, None, [("valid_until", "has_no_last_day")]),
        ({"last_day": None}, date(2030, 3, 1), [("valid_until", "last_day_missing")]),  # issued when the law gave it five years
        ({"last_day": date(2030, 3, 1)}, date(2030, 3, 1), []),
        ({"last_day": date(2027, 3, 1), "is_specialist": True}, None, []),
        ({"is_specialist": True}, None, [("valid_until", "last_day_missing")]),
        ({"is_stateless": True}, date(2035, 3, 1), [("valid_until", "last_day_missing")]),
        ({"is_stateless": True, "last_day": date(2035, 3, 1)}, date(2035, 3, 1), []),
        ({"is_stateless": True, "last_day": date(2035, 3, 2)}, date(2035, 3, 1), [("valid_until", "too_long")]),
    ],
)
def test_a_residence_permit_has_a_last_day_only_where_the_law_gives_one(fields, longest, expected):
    assert found(paper("permanent_residence", **fields), longest=longest) == expected


@pytest.mark.parametrize(("issued_on", "expected"), [(date(2022, 12, 31), [("issued_on", "before_the_law")]), (date(2023, 1, 1), [])])
def test_a_permit_for_education_is_not_older_than_its_law(issued_on: date, expected: list[tuple[str, str]]):
    assert found(paper("study_residence", issued_on=issued_on)) == expected


def test_a_number_that_is_taken_is_named():
    assert found(paper(), number_taken=True) == [("number", "number_taken")]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (held(), [("kind", "already_valid")]),
        (held(last_day=TODAY), [("kind", "already_valid")]),
        (held(last_day=TODAY - ONE), []),
        (held("temporary_asylum"), []),
        (held("permanent_residence", last_day=None), [("kind", "holds_permanent")]),
        (held("permanent_residence", last_day=None, issued_on=RVP_ENDS + ONE), []),  # this paper had ended before
    ],
)
def test_what_is_valid_already_stands_in_the_way(other: Held, expected: list[tuple[str, str]]):
    assert found(paper(), other) == expected


def test_a_paper_may_replace_an_older_one_and_says_so():
    one = paper(in_place_of_another=True)
    assert found(one, held()) == []
    assert replaced_by(one, [held()], today=TODAY) == [held()]
    assert found(one, held(issued_on=ISSUED + ONE)) == [("issued_on", "older_than_held")]
    assert found(one) == [("replaces", "nothing_to_replace")]
    assert replaced_by(paper(), [held()], today=TODAY) == []


def test_a_residence_permit_replaces_the_temporary_one_and_never_the_other_way():
    permanent = paper("permanent_residence", in_place_of_another=True)
    assert [one.kind for one in replaced_by(permanent, [held(), held("temporary_asylum")], today=TODAY)] == ["temporary_residence"]
    assert found(paper(in_place_of_another=True), held("permanent_residence", last_day=None)) == [("kind", "holds_permanent")]


def test_a_paper_is_over_the_day_after_its_last_day():
    assert [is_over(paper(last_day=day), today=TODAY) for day in (TODAY - ONE, TODAY, None)] == [True, False, False]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_problem_is_said_in_words(language: str):
    wrong = paper(issued_on=BORN - ONE, last_day=BORN - 2 * ONE)
    told = problems(wrong, born=BORN, today=TODAY, longest=None, held=[held(issued_on=date(1990, 1, 1))], number_taken=True)
    with override(language):
        words = [str(problem.text) for problem in told]
    assert [problem.field for problem in told] == ["number", "issued_on", "valid_until", "kind"]
    assert all("%(" not in text for text in words)
    assert ("день рождения" in words[1]) is (language == "ru")
    assert not any(".." in text for text in words)
