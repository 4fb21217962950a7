"""Each order reckons from the day on the document; the latest day stands; orders do not add up."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from permits.extensions.rules.reckoning import Why, reckon, result_of
from tests.permits.extensions.documents import R_A, R_B, document, terms

# domain of law, 7.2: every worked example of the statement.
WORKED = [
    (date(2021, 12, 31), date(2022, 7, 18)),
    (date(2022, 1, 1), date(2022, 7, 19)),
    (date(2022, 1, 10), date(2022, 7, 28)),
    (date(2022, 1, 31), date(2022, 8, 18)),
    (date(2022, 2, 28), date(2022, 9, 15)),
    (date(2022, 6, 15), date(2022, 12, 31)),
    (date(2022, 12, 31), date(2023, 7, 18)),
    (date(2023, 8, 1), date(2024, 2, 16)),
    (date(2024, 2, 29), date(2024, 9, 15)),
    (date(2021, 10, 1), date(2022, 7, 18)),
    (date(2021, 7, 1), date(2022, 7, 18)),
]


@pytest.mark.parametrize(("stated", "expected"), WORKED)
def test_the_worked_examples_of_the_statement(stated: date, expected: date):
    assert reckon(document(stated), [R_A, R_B]).answer.value == expected
    assert reckon(document(stated), [R_B, R_A]).answer.value == expected


def test_both_rules_meet_on_the_last_day_of_2021():
    assert date(2021, 12, 31) + timedelta(days=199) == date(2022, 7, 18) == R_A.until
    assert (date(2021, 12, 31) - date(2021, 6, 16)).days + 1 == R_B.days == 199


def test_the_literal_reading_of_the_first_rule_takes_one_day_only():
    literal = terms("fixed", window_from=date(2021, 12, 31), window_to=date(2021, 12, 31), until=date(2022, 7, 18))
    assert reckon(document(date(2021, 12, 31)), [literal]).answer.value == date(2022, 7, 18)
    assert reckon(document(date(2021, 10, 1)), [literal]).answer.value == date(2021, 10, 1)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(date(2021, 10, 1), date(2022, 4, 18)), (date(2021, 7, 1), date(2022, 1, 16)), (date(2021, 12, 31), date(2022, 7, 18))],
)
def test_the_reading_as_a_suspension_adds_199_days(stated: date, expected: date):
    assert reckon(document(stated), [terms("suspended", window_from=date(2020, 3, 15))]).answer.value == expected


def test_documents_dead_before_the_window_are_not_revived():
    assert reckon(document(date(2020, 3, 14)), [R_A, R_B]).answer.value == date(2020, 3, 14)
    assert reckon(document(date(2020, 3, 15)), [R_A, R_B]).answer.value == date(2022, 7, 18)


def test_work_patents_and_visas_are_not_extended_by_the_statement():
    for kind in ("work_patent", "visa", "temporary_stay", "stay_registration"):
        assert reckon(document(date(2021, 12, 31), kind=kind), [R_A, R_B]).standing is None, kind


def test_the_decrees_of_2020_reckon_each_from_the_document_and_do_not_add_up():
    """Decrees 274, 392, 580 and 791: 93, 185, 276 and 458 days from the document's own day."""
    decrees = [terms(number=str(n), days=n, window_from=date(2020, 3, 15), window_to=date(2020, 6, 15)) for n in (93, 185, 276, 458)]
    assert reckon(document(date(2020, 4, 1)), decrees).answer.value == date(2020, 4, 1) + timedelta(days=458)
    assert reckon(document(date(2020, 4, 1)), decrees[:3]).answer.value == date(2020, 4, 1) + timedelta(days=276)


def test_repeal_is_the_same_reckoning_without_the_order():
    first, second = terms(days=30), terms(number="2", days=90)
    assert reckon(document(date(2021, 5, 1)), [first, second]).answer.value == date(2021, 7, 30)
    assert reckon(document(date(2021, 5, 1)), [first]).answer.value == date(2021, 5, 31)
    assert reckon(document(date(2021, 5, 1)), []).answer.value == date(2021, 5, 1)


@pytest.mark.parametrize(
    ("issued_on", "days"),
    [(date(2021, 1, 1), 199), (date(2021, 6, 16), 199), (date(2021, 12, 1), 31), (date(2021, 12, 31), 1), (date(2022, 1, 1), 0)],
)
def test_a_document_issued_inside_a_suspension_goes_on_for_the_days_it_lived_through(issued_on: date, days: int):
    order = terms("suspended", window_to=None)
    stated = date(2022, 2, 1)
    found = reckon(document(stated, issued_on=issued_on), [order])
    assert found.answer.value == stated + timedelta(days=days)
    assert found.results[0].why is (Why.COVERED if days else Why.GIVES_NOTHING)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": "visa"}, Why.KIND),
        ({"citizenship": "UZ"}, Why.CITIZENSHIP),
        ({"region": "78"}, Why.REGION),
        ({"stated": date(2020, 12, 31)}, Why.WINDOW),
        ({"stated": date(2022, 1, 1)}, Why.WINDOW),
        ({"ended_on": date(2020, 12, 31)}, Why.ENDED),
        ({"ended_on": date(2021, 1, 1)}, Why.COVERED),
        ({"issued_on": date(2021, 1, 16)}, Why.ASK_STAFF),
        ({"issued_on": date(2021, 1, 15)}, Why.COVERED),
    ],
)
def test_an_order_covers_what_it_names_and_says_why_not(fields: dict[str, object], why: Why):
    order = terms(citizenships=frozenset({"TJ"}), regions=frozenset({"77"}), last_issue_day=date(2021, 1, 15))
    assert result_of(document(**{"stated": date(2021, 5, 1), "citizenship": "TJ", "region": "77", **fields}), order).why is why


def test_an_order_whose_days_the_stated_day_holds_extends_no_more():
    order = terms(key=7)
    assert result_of(document(date(2021, 10, 1), orders_counted=frozenset({7})), order).why is Why.COUNTED
    assert result_of(document(date(2021, 10, 1), orders_counted=frozenset({8})), order).why is Why.COVERED
    example = terms(key=None)
    assert result_of(document(date(2021, 10, 1), orders_counted=frozenset({7})), example).why is Why.COVERED


def test_an_order_whose_day_is_not_later_gives_nothing():
    order = terms("fixed", until=date(2021, 6, 1))
    assert [result_of(document(day), order).why for day in (date(2021, 5, 31), date(2021, 6, 1))] == [Why.COVERED, Why.GIVES_NOTHING]


def test_the_calendar_ends_and_the_reckoning_does_not_break():
    order = terms(window_to=None, days=3660)
    assert reckon(document(date.max - timedelta(days=1)), [order]).answer.value == date.max


def test_the_answer_says_the_stated_day_each_order_and_which_stands():
    with override("en"):
        found = reckon(document(date(2021, 5, 1)), [terms(days=30), terms(number="2", act="Other act", citation="p. 1", days=90)]).answer
        assert [(str(step.text), step.citation) for step in found.steps] == [
            ("The document itself says: through 1 May 2021.", ""),
            ("30 days from 1 May 2021: through 31 May 2021.", "Act"),
            ("90 days from 1 May 2021: through 30 July 2021.", "Other act, p. 1"),
            ("Extensions do not add up: each counts from the day on the document, and the latest day stands.", ""),
        ]


def test_what_the_reckoning_supposes_is_said():
    with override("en"):
        steps = [str(step.text) for step in reckon(document(date(2022, 1, 10)), [R_B]).answer.steps]
    assert "This holds if the document was issued by 15 June 2021." in steps
    assert "The order speaks of people who are in Russia." in steps
