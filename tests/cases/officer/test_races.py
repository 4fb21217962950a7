"""Twenty officers press "Take" at once. One wins; without the lock more than one believes so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases import services
from cases.errors import TakenByAnother
from cases.models import Case
from cases.services import review
from portal.events.models import Event
from tests.cases.officer import world

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 20


def take_at_once(case: Case, desks: list[world.Desk]) -> list[int]:
    """The officers who were told that the case is theirs."""
    start = Barrier(len(desks))

    def take(desk: world.Desk) -> int | None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            services.take_case(case_id=case.pk, actor=desk.actor)
        except TakenByAnother:
            return None
        finally:
            connection.close()
        return desk.user.pk

    with ThreadPoolExecutor(len(desks)) as pool:
        return [winner for winner in pool.map(take, desks) if winner]


def test_of_twenty_officers_one_takes_the_case() -> None:
    case, desks = world.case(), [world.desk() for _number in range(OFFICERS)]
    winners = take_at_once(case, desks)
    case.refresh_from_db()
    assert winners == [case.assigned_to_id]
    assert Event.objects.filter(name="cases.CaseTaken", subject_id=case.pk).count() == 1


def test_without_the_lock_more_than_one_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above proves something only if this one sees the race."""
    everyone_has_looked = Barrier(OFFICERS)

    def look_without_lock(case_id: int, **_kwargs: Any) -> Case:
        case = Case.objects.get(pk=case_id)
        everyone_has_looked.wait(timeout=30)
        return case

    monkeypatch.setattr(review, "lock_case", look_without_lock)
    assert len(take_at_once(world.case(), [world.desk() for _number in range(OFFICERS)])) > 1
