"""One table of transitions: the database keeps it, the diagram shows it, only services move along it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import InternalError, connection, transaction

from cases.management.commands.draw_states import FILE, drawing
from cases.models import TRANSITIONS, Case
from tests.cases import acts
from tests.factories import make_case, make_patent

STATES = Case.Status.values
ROOMS = ("cases", "patents", "permits")
PATENT_MOVES = {("granted", "issued"), ("issued", "annulled"), ("granted", "annulled")}


def move_by_hand(table: str, pk: int, status: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET status = %s WHERE id = %s", [status, pk])


@pytest.mark.django_db
@pytest.mark.parametrize("start", STATES)
def test_the_database_refuses_every_move_that_is_not_in_the_table(start):
    case = make_case(start)
    for end in STATES:
        if end != start and (start, end) not in TRANSITIONS:
            with acts.nothing_changes(), pytest.raises(InternalError, match="transition"):
                move_by_hand("cases_case", case.pk, end)


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["granted", "issued", "annulled"])
def test_the_database_refuses_every_other_move_of_a_patent(start):
    patent = make_patent(start)
    for end in ("granted", "issued", "annulled"):
        if end != start and (start, end) not in PATENT_MOVES:
            with acts.nothing_changes(), pytest.raises(InternalError, match="transition"):
                move_by_hand("patents_patent", patent.pk, end)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end"), TRANSITIONS)
def test_the_database_lets_through_what_the_table_says(start, end):
    whole = make_case("in_review")
    facts = ("office", "assigned_to", "submitted_at", "accepted_on", "decide_by")
    case = make_case(start)
    Case.objects.filter(pk=case.pk).update(**{name: getattr(whole, name) for name in facts})
    move_by_hand("cases_case", case.pk, end)
    case.refresh_from_db()
    assert case.status == end


def test_every_state_is_reached_and_only_the_final_ones_end():
    assert {end for _start, end in TRANSITIONS} == set(STATES) - {"draft"}
    assert {start for start, _end in TRANSITIONS} == set(STATES) - Case.FINAL


def test_the_diagram_in_the_documentation_is_current():
    kept = (settings.BASE_DIR / FILE).read_text(encoding="utf-8")
    assert kept == drawing(), "run manage.py draw_states"


# ---- reliability, rule 19: status fields change only in services


def status_written(source: str) -> Iterator[int]:
    """Lines where a program assigns `.status`, sets it by name, or updates it in a query."""
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            if any(isinstance(part, ast.Attribute) and part.attr == "status" for part in parts):
                yield node.lineno
        if isinstance(node, ast.Call) and _sets_status(node):
            yield node.lineno


def _sets_status(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    constants = [item.value for item in ast.walk(call) if isinstance(item, ast.Constant)]
    if name in {"setattr", "bulk_update"}:
        return "status" in constants
    return name in {"update", "update_or_create"} and any(keyword.arg == "status" for keyword in call.keywords)


@pytest.mark.parametrize(
    "source",
    [
        "case.status = 'granted'",
        "case.status, case.version = 'granted', 2",
        "case.status += 'x'",
        "Case.objects.filter(pk=1).update(status='granted')",
        "setattr(case, 'status', 'granted')",
        "Case.objects.bulk_update(cases, ['status'])",
    ],
)
def test_the_search_finds_each_way_of_writing_a_status(source):
    assert list(status_written(source)) == [1]


def test_nothing_outside_services_writes_a_status():
    files = [path for room in ROOMS for path in Path(settings.BASE_DIR, room).rglob("*.py")]
    outside = [path for path in files if not {"services", "migrations"} & set(path.parts)]
    assert len(outside) > 50
    found = [f"{path}:{line}" for path in outside for line in status_written(path.read_text(encoding="utf-8"))]
    assert found == []
