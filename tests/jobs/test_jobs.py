"""Long work is done piece by piece: a dead worker loses one unfinished piece, a failing one ends in sight."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

from portal import clock
from portal.accounts.permissions import is_supervisor
from portal.events.actor import Actor
from portal.jobs import registry, services
from portal.jobs.models import Job
from portal.jobs.registry import Chunk
from tests.factories import make_user, sign_in

ROWS = 10
finished: list[int] = []


class Broken(Exception):
    pass


@pytest.fixture
def runner(monkeypatch):
    """Use it as `runner(function)`: the kind "tests.rows" then runs this."""
    finished.clear()

    def use(function):
        monkeypatch.setitem(registry._runners, "tests.rows", function)

    return use


def three_rows(job: Job) -> Chunk:
    rows = list(range(job.done, min(job.done + 3, job.total)))
    finished.extend(rows)
    return Chunk(done=len(rows), failed=rows.count(4), more=job.done + len(rows) < job.total)


def start(total: int = ROWS) -> Job:
    with transaction.atomic():
        return services.start_job(kind="tests.rows", total=total, actor=Actor("person", make_user().pk))


@pytest.mark.django_db
def test_all_rows_are_done_once_and_counted(runner):
    runner(three_rows)
    job = start()
    assert services.run_due_jobs() == 4 - 1  # the piece that says that nothing is left is not counted as one before more
    job.refresh_from_db()
    assert (finished, job.state, job.done, job.failed, job.percent) == (list(range(ROWS)), "done", ROWS, 1, 100)
    assert job.finished_at is not None
    assert services.run_due_jobs() == 0


@pytest.mark.django_db
def test_a_kind_that_nobody_runs_is_refused():
    with pytest.raises(KeyError):
        services.start_job(kind="tests.nobody", total=1, actor=Actor("system"))
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_piece_that_fails_leaves_nothing_and_is_tried_again_later(runner):
    def breaks(job: Job) -> Chunk:
        make_user()  # what it wrote before it broke
        raise Broken

    runner(breaks)
    job = start()
    before = type(job.owner).objects.count()
    services.run_due_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error, job.done) == ("running", 1, "Broken", 0)
    assert job.next_attempt_at > clock.now()
    assert type(job.owner).objects.count() == before


@pytest.mark.django_db
def test_it_gives_up_in_sight_after_five_failures_in_a_row(runner):
    def breaks(job: Job) -> Chunk:
        raise Broken

    runner(breaks)
    job = start()
    for _attempt in range(services.MOST_ATTEMPTS):
        services.run_piece(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 5)
    assert services.run_piece(job.pk) is False


@pytest.mark.django_db
def test_a_job_whose_worker_died_is_taken_up_when_its_lease_ends(runner):
    runner(three_rows)
    job = start()
    assert services._claim() == job.pk  # the worker that dies now
    assert services.run_due_jobs() == 0
    Job.objects.filter(pk=job.pk).update(next_attempt_at=clock.now() - timedelta(seconds=1))
    services.run_due_jobs()
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", ROWS)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_no_row_twice(runner):
    runner(three_rows)
    job = start(total=60)
    workers = [threading.Thread(target=_pieces, args=(job.pk,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    job.refresh_from_db()
    assert sorted(finished) == list(range(60))
    assert (job.state, job.done) == ("done", 60)


def _pieces(job_id: uuid.UUID) -> None:
    try:
        while services.run_piece(job_id):
            pass
    finally:
        connection.close()


@pytest.mark.django_db
def test_a_cancelled_job_does_nothing_more(runner):
    runner(three_rows)
    job = start()
    services.run_piece(job.pk)
    services.cancel_job(job_id=job.pk)
    assert services.run_piece(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.done, finished) == ("cancelled", 3, [0, 1, 2])


@pytest.mark.django_db
def test_only_the_owner_sees_how_far_it_is(runner):
    runner(three_rows)
    job = start()
    services.run_piece(job.pk)
    mine, other = sign_in(job.owner), sign_in(make_user())
    answer = mine.get(f"/jobs/{job.pk}/", headers={"accept-language": "en"})
    assert answer.headers["X-Job-State"] == "waiting"
    assert "3 of 10 rows" in answer.text
    assert other.get(f"/jobs/{job.pk}/").status_code == 404


@pytest.mark.django_db
def test_work_that_several_people_share_is_watched_by_them_all(monkeypatch):
    monkeypatch.setattr(registry, "_watchers", {})
    monkeypatch.setattr(registry, "_runners", {})
    registry.runs("tests.rows", watched_by=is_supervisor)(three_rows)
    job = start()
    owner, supervisor, officer = sign_in(job.owner), sign_in(make_user("supervisor")), sign_in(make_user("officer"))
    assert [client.get(f"/jobs/{job.pk}/").status_code for client in (owner, supervisor, officer)] == [200, 200, 404]
