"""What has expired is tidied away, in pieces, and nobody waits for it."""

from datetime import timedelta

import pytest
from django.db import connection, connections

from portal import clock
from portal.edge import tasks
from portal.edge.limits import Limit, count_against
from portal.edge.models import IdempotentRequest, LimitWindow, Session
from tests.factories import make_user

NOW = clock.now


def make_windows(count: int, *, age: timedelta, name: str = "window") -> None:
    LimitWindow.objects.bulk_create([LimitWindow(key=f"{name}-{number}", ends_at=NOW() - age) for number in range(count)])


@pytest.mark.django_db
def test_only_what_is_over_goes():
    user, old, young = make_user(), timedelta(minutes=1), -timedelta(minutes=1)
    make_windows(1, age=old, name="over")
    make_windows(1, age=young, name="open")
    Session.objects.create(session_key="over", session_data="", expire_date=NOW() - old, user=user)
    Session.objects.create(session_key="open", session_data="", expire_date=NOW() - young, user=user)
    for key, age in (("over", tasks.ANSWERS_KEPT + old), ("open", tasks.ANSWERS_KEPT + young)):
        IdempotentRequest.objects.create(caller=user, key=key, body_hash="x")
        IdempotentRequest.objects.filter(key=key).update(created_at=NOW() - age)
    for _twice in range(2):
        tasks.sweep_expired_rows()
        assert [row.key for row in LimitWindow.objects.all()] == ["open-0"]
        assert [row.session_key for row in Session.objects.all()] == ["open"]
        assert [row.key for row in IdempotentRequest.objects.all()] == ["open"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 4, 5])
def test_more_than_one_piece_goes_in_one_run(count, monkeypatch):
    monkeypatch.setattr(tasks, "_PIECE", 2)
    make_windows(count, age=timedelta(days=1))
    tasks.sweep_expired_rows()
    assert not LimitWindow.objects.exists()


@pytest.mark.django_db
def test_no_statement_takes_more_than_a_piece(monkeypatch):
    monkeypatch.setattr(tasks, "_PIECE", 2)
    make_windows(4, age=timedelta(days=1))
    pieces: list[int] = []

    def watch(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if sql.startswith("DELETE") and "edge_limitwindow" in sql:
            pieces.append(context["cursor"].rowcount)
        return found

    with connection.execute_wrapper(watch):
        tasks.sweep_expired_rows()
    assert pieces == [2, 2]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_a_request_holds_is_left_to_the_next_round():
    make_windows(2, age=timedelta(days=1))
    mine = connections["default"].copy()
    try:
        mine.set_autocommit(False)
        with mine.cursor() as cursor:
            cursor.execute("SELECT 1 FROM edge_limitwindow WHERE key = 'window-0' FOR UPDATE")
        tasks.sweep_expired_rows()  # a plain DELETE would wait here, and give up
        assert [row.key for row in LimitWindow.objects.all()] == ["window-0"]
        mine.rollback()
        tasks.sweep_expired_rows()
        assert not LimitWindow.objects.exists()
    finally:
        mine.close()


@pytest.mark.django_db
def test_a_limit_whose_window_was_swept_begins_anew(monkeypatch):
    once = Limit("swept", 1, 60)
    count_against(once, "a")
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    tasks.sweep_expired_rows()
    assert not LimitWindow.objects.exists()
    count_against(once, "a")
    assert LimitWindow.objects.get().count == 1
