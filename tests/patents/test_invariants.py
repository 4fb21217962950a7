"""What must hold for patents and cases at any moment; each statement is broken once to show that it looks."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import connection

from cases import invariants as of_cases
from cases.models import Case, Decision
from patents import invariants as of_patents
from patents.models import Patent
from patents.services import record_payment
from portal.events.actor import SYSTEM
from portal.runtime.invariants import all_invariants
from tests.cases import acts
from tests.factories import make_case, make_patent, make_user
from tests.patents.test_payments import DAY, FEE, month

pytestmark = pytest.mark.django_db
OURS = [
    of_patents.paid_through_differs, of_patents.too_long, of_patents.without_decision, of_cases.decisions_with_one_person,
    of_cases.decisions_unlike_their_case, of_cases.cases_without_version, of_cases.cases_without_history, of_cases.open_cases_incomplete,
    of_cases.questions_out_of_step,
]  # fmt: skip


def drop(constraint: str, table: str) -> None:
    """For the length of the test, in its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


def paid() -> Patent:
    case = acts.proposed_case()
    acts.confirm(case)
    return record_payment(patent_id=Patent.objects.get().pk, receipts=[FEE, month()], actor=SYSTEM, on=DAY)


def test_all_are_registered():
    assert set(OURS) <= set(all_invariants().values())


def test_the_whole_story_breaks_none():
    patent = paid()
    record_payment(patent_id=patent.pk, receipts=[month("two", 3)], actor=SYSTEM, on=DAY)
    acts.asked_case()
    acts.confirm(acts.proposed_case("refused"))
    assert {count.__name__: count() for count in OURS if count()} == {}


def test_a_patent_that_is_not_paid_as_its_payments_say():
    patent = paid()
    Patent.objects.update(paid_through=patent.paid_through + timedelta(days=1))
    assert of_patents.paid_through_differs() == 1


def test_a_patent_of_more_than_twelve_months():
    patent = paid()
    drop("paid_within_twelve_months", "patents_patent")
    Patent.objects.update(paid_through=patent.expires_on + timedelta(days=1))
    assert of_patents.too_long() == 1


def test_a_patent_that_nobody_granted():
    make_patent(case=make_case("in_review"))
    assert of_patents.without_decision() == 1


def test_a_decision_of_one_person():
    make_case("granted")
    drop("decision_takes_two_people", "cases_decision")
    decision = Decision.objects.get()
    Decision.objects.update(confirmed_by=decision.proposed_by)
    assert of_cases.decisions_with_one_person() == 1


def test_a_closed_case_without_a_decision():
    make_case("granted")
    Decision.objects.all().delete()
    assert of_cases.decisions_with_one_person() == 1


def test_a_decision_unlike_the_state_of_its_case():
    make_case("granted")
    Decision.objects.update(outcome="refused", ground="NO_EXAM")
    assert of_cases.decisions_unlike_their_case() == 1


def test_a_sent_case_without_what_was_sent():
    case = acts.sent_case()
    with pgtrigger.ignore("cases.CaseVersion:case_version_is_a_fact"):
        case.versions.all().delete()
    assert of_cases.cases_without_version() == 1


def test_a_sent_case_without_history():
    make_case("submitted")
    assert of_cases.cases_without_history() == 1


def test_an_open_case_without_an_officer():
    make_case("in_review")
    drop("case_in_work_has_an_officer", "cases_case")
    Case.objects.update(assigned_to=None)
    assert of_cases.open_cases_incomplete() == 1


def test_a_case_that_waits_for_an_answer_nobody_asked_for():
    make_case("info_requested", officer=make_user("officer"))
    assert of_cases.questions_out_of_step() == 1
