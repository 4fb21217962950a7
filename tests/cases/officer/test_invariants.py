"""Each invariant of cases is silent on a sound case and counts a broken one."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from cases import invariants
from cases.events import CaseSubmitted
from cases.models import Case, CaseVersion
from portal import clock
from portal.events.services import emit
from tests.cases.officer import world
from tests.cases.officer.test_case_acts import page, proposed, shown_hash

pytestmark = pytest.mark.django_db
ALL = [
    invariants.decisions_with_one_person,
    invariants.decisions_unlike_their_case,
    invariants.cases_without_version,
    invariants.cases_without_history,
    invariants.open_cases_incomplete,
    invariants.questions_out_of_step,
]


def sound_case(**fields: object) -> Case:
    case = world.case(**fields)  # type: ignore[arg-type]
    with transaction.atomic():
        emit(CaseSubmitted(case_id=case.pk, person_id=case.person_id, decide_by=clock.today()), actor=world.desk().actor)
    return case


def test_sound_cases_break_nothing() -> None:
    sound_case()
    first, second = world.desk(), world.desk()
    case = proposed(first)
    second.client.post(page(case, "confirm/"), shown_hash(case))
    with transaction.atomic():
        emit(CaseSubmitted(case_id=case.pk, person_id=case.person_id, decide_by=clock.today()), actor=first.actor)
    assert {count.__name__: count() for count in ALL} == {count.__name__: 0 for count in ALL}


def no_decision() -> None:
    sound_case(status="granted", holder=world.staff())


def other_decision() -> None:
    first, second = world.desk(), world.desk()
    case = proposed(first)
    second.client.post(page(case, "confirm/"), shown_hash(case))
    without_triggers(lambda: Case.objects.filter(pk=case.pk).update(status="refused"))


def no_version() -> None:
    case = sound_case()
    without_triggers(lambda: CaseVersion.objects.filter(case=case).delete())


def no_history() -> None:
    world.case()


def no_answer_asked() -> None:
    sound_case(status="info_requested", holder=world.staff())


@pytest.mark.parametrize(
    ("count", "break_it"),
    [
        (invariants.decisions_with_one_person, no_decision),
        (invariants.decisions_unlike_their_case, other_decision),
        (invariants.cases_without_version, no_version),
        (invariants.cases_without_history, no_history),
        (invariants.questions_out_of_step, no_answer_asked),
    ],
)
def test_a_broken_case_is_counted(count: Callable[[], int], break_it: Callable[[], None]) -> None:
    break_it()
    assert count() == 1


def without_triggers(change: Callable[[], object]) -> None:
    """Do what the database's own triggers refuse."""
    tables = ("cases_case", "cases_caseversion")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        change()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
