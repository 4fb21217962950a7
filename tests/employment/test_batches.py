"""A list is asked about row by row, once, within the day's limit, and its result is safe to open."""

import csv
import io
import os
import signal
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employment.batches import jobs, services
from employment.batches.errors import BatchMoved, DailyRowsSpent, FileRefused, TooManyLists
from employment.batches.models import Batch, BatchRow
from employment.batches.results import result_lines
from employment.batches.services import starting
from employment.errors import NotConfirmed
from employment.models import PatentCheck
from employment.receipts import content
from employment.services import many_checks, suspend
from portal import clock
from portal.edge.csv import harmless
from portal.events.actor import Actor
from portal.events.models import Event
from portal.jobs.models import Job
from portal.jobs.services import run_due_jobs
from tests.apart import Process
from tests.employment.watch_world import make_organisation, member_client
from tests.factories import make_patent, make_user

pytestmark = pytest.mark.django_db


def upload(table: str, *, organisation: Any = None, key: uuid.UUID | None = None, user: Any = None) -> Batch:
    organisation = organisation or make_organisation()
    return services.upload_batch(
        organisation_id=organisation.pk,
        file=io.BytesIO(table.encode()),
        shown_name="workers.csv",
        submission_key=key or uuid.uuid4(),
        actor=Actor("person", (user or organisation.members.first().user).pk),
    )


def started(table: str, **fields: Any) -> Batch:
    batch = upload(table, **fields)
    return services.start_batch(batch_id=batch.pk, actor=Actor("person", batch.uploaded_by_id), on=clock.today())


def numbers(count: int, first: int = 0) -> str:
    return "series,number,reference\n" + "".join(f"77,{2600000000 + first + n},R{n}\n" for n in range(count))


def result_of(batch: Batch) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(result_lines(batch)).removeprefix("\ufeff")), delimiter=";"))


def test_nothing_is_asked_before_the_start():
    batch = upload(numbers(3))
    run_due_jobs()
    assert (batch.status, batch.total, PatentCheck.objects.count()) == ("uploaded", 3, 0)


def test_each_row_becomes_a_check_with_its_own_receipt():
    patent = make_patent("issued")
    batch = started(f"series,number,reference\n{patent.series},{patent.number},A-1\n77,2600000017,A-2\n")
    run_due_jobs()
    first, second = batch.rows.order_by("number")
    assert (first.result, second.result) == ("valid", "not_found") or first.result in {"not_valid", "valid"}
    assert first.receipt_id != second.receipt_id
    assert PatentCheck.objects.count() == 2
    assert Event.objects.filter(name="batches.BatchFinished", payload__batch_id=batch.pk).count() == 1
    assert Job.objects.get(batch=batch).state == "done"


def test_a_row_with_an_error_says_so_and_the_others_are_asked():
    batch = started("series,number,reference\n77,,half\n77,2600000017,whole\n")
    run_due_jobs()
    rows = result_of(batch)
    assert [row[1] for row in rows[1:]] == ["half", "whole"]
    assert rows[1][5]
    assert not rows[2][5]
    assert PatentCheck.objects.count() == 1


def test_a_row_that_breaks_stops_no_list(monkeypatch):
    real = many_checks.answer_check

    def breaks(check: Any, question: Any, answer: Any, **rest: Any) -> None:
        if question["number"].endswith("1"):
            raise KeyError("x")
        real(check, question, answer, **rest)

    monkeypatch.setattr(many_checks, "answer_check", breaks)
    batch = started(numbers(3))
    run_due_jobs()
    assert list(batch.rows.order_by("number").values_list("problem", flat=True)) == ["", "failed", ""]
    assert (batch.job.pk, Job.objects.get(batch=batch).failed) == (batch.job_id, 1)
    assert PatentCheck.objects.count() == Event.objects.filter(name="employment.PatentChecked").count() == 2


def test_each_receipt_says_what_its_own_row_asked_and_its_event_names_it():
    patent = make_patent("issued")
    batch = started(f"series,number\n77,2600000017\n{patent.series},{patent.number[:4]} {patent.number[4:]}\nxx,yy\n")
    run_due_jobs()
    *asked_about, unreadable = batch.rows.order_by("number")
    assert (unreadable.problem, unreadable.receipt) == ("number_unreadable", None)
    receipts = [row.receipt for row in asked_about]
    asked = [content(receipt)["question"]["number"] for receipt in receipts]
    assert asked == ["2600000017", patent.number]
    assert [receipt.patent_id for receipt in receipts] == [None, patent.pk]
    events = Event.objects.filter(name="employment.PatentChecked").order_by("pk")
    assert [event.payload["check_id"] for event in events] == [receipt.pk for receipt in receipts]
    assert [event.person_id for event in events] == [None, patent.person_id]


def test_an_employer_that_was_suspended_meanwhile_asks_nothing_more():
    batch = started(numbers(3))
    suspend(organisation_id=batch.organisation_id, reason="x", actor=Actor("person", make_user("officer").pk))
    run_due_jobs()
    assert set(batch.rows.values_list("problem", flat=True)) == {NotConfirmed.code}
    assert not PatentCheck.objects.exists()


def test_a_piece_costs_as_many_statements_as_a_row():
    counts = []
    for rows in (1, 1, jobs.ROWS_AT_ONCE):  # the first one makes the key that signs
        started(numbers(rows))
        with CaptureQueriesContext(connection) as queries:
            run_due_jobs()
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_same_form_sent_twice_is_one_list():
    key, organisation = uuid.uuid4(), make_organisation()
    assert upload(numbers(2), key=key, organisation=organisation) == upload(numbers(2), key=key, organisation=organisation)
    assert Batch.objects.count() == 1


def test_a_file_that_is_refused_leaves_nothing():
    with pytest.raises(FileRefused):
        upload(numbers(1500) + '"77,1\n')
    assert (Batch.objects.count(), BatchRow.objects.count()) == (0, 0)


def test_a_list_counts_as_a_whole_against_the_day(monkeypatch):
    monkeypatch.setattr(starting, "DAILY_ROWS", 5)
    organisation = make_organisation()
    started(numbers(3), organisation=organisation)
    second = upload(numbers(3, first=10), organisation=organisation)
    actor = Actor("person", second.uploaded_by_id)
    with pytest.raises(DailyRowsSpent) as refused:
        services.start_batch(batch_id=second.pk, actor=actor, on=clock.today())
    assert "2" in str(refused.value)
    second.refresh_from_db()
    assert (second.status, second.job_id) == ("uploaded", None)
    started(numbers(5), organisation=make_organisation())
    services.start_batch(batch_id=second.pk, actor=actor, on=clock.today() + timedelta(days=1))


def test_starting_twice_is_one_job_and_discarding_is_for_what_was_not_started():
    batch = started(numbers(1))
    again = services.start_batch(batch_id=batch.pk, actor=Actor("person", batch.uploaded_by_id), on=clock.today())
    assert (again.job_id, Job.objects.count()) == (batch.job_id, 1)
    with pytest.raises(BatchMoved):
        services.discard_batch(batch_id=batch.pk)
    other = upload(numbers(1))
    services.discard_batch(batch_id=other.pk)
    with pytest.raises(BatchMoved):
        services.start_batch(batch_id=other.pk, actor=Actor("person", batch.uploaded_by_id), on=clock.today())
    assert not other.rows.exists()


def test_no_more_than_five_lists_wait():
    organisation = make_organisation()
    for _turn in range(5):
        upload(numbers(1), organisation=organisation)
    with pytest.raises(TooManyLists):
        upload(numbers(1), organisation=organisation)


@pytest.mark.parametrize(
    "cell", ["=HYPERLINK(1)", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "|calc", "%x"]
)  # fmt: skip
def test_no_cell_of_the_result_begins_a_formula(cell: str):
    assert harmless(cell) == f"'{cell}"
    if cell.isprintable() and "\t" not in cell:
        batch = upload(f'series,number,reference\n77,2600000017,"{cell}"\n')
        assert result_of(batch)[1][1].startswith("'") or not cell.strip().startswith(("=", "+", "-", "@", "＝", "|", "%"))


def test_share_codes_and_birth_dates_are_encrypted_and_wiped():
    batch = upload("code,birth_date\nABCD2345,14.06.1990\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked FROM batches_batchrow")
        (stored,) = cursor.fetchone()
    assert "1990" not in stored
    services.start_batch(batch_id=batch.pk, actor=Actor("person", batch.uploaded_by_id), on=clock.today())
    run_due_jobs()
    row = batch.rows.get()
    assert (row.asked, bool(row.problem)) == ("", True)


def test_after_thirty_days_the_rows_go_and_the_receipts_stay(monkeypatch):
    batch = started(numbers(3))
    run_due_jobs()
    assert services.sweep_batches() == 0
    monkeypatch.setattr(clock, "today", lambda *_zone: batch.keep_until)
    assert services.sweep_batches() == 0
    monkeypatch.setattr(clock, "today", lambda *_zone: batch.keep_until + timedelta(days=1))
    waiting_before = Batch.objects.count()
    assert (services.sweep_batches(), services.sweep_batches()) == (1, 0)
    batch.refresh_from_db()
    assert (batch.status, batch.rows.count(), PatentCheck.objects.count(), Batch.objects.count()) == ("swept", 0, 3, waiting_before)


WORKER = """
import django, os, signal
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DB_NAME"]
from employment.services import many_checks
real, seen = many_checks.answer_check, []
def answer_check(*parts, **rest):
    seen.append(1)
    if len(seen) == int(os.environ["DIE_AT"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*parts, **rest)
many_checks.answer_check = answer_check
from portal.jobs.services import run_due_jobs
run_due_jobs()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("die_at", [2, 99, 119])
def test_a_worker_killed_in_the_middle_repeats_its_piece_and_asks_nothing_twice(die_at: int, monkeypatch):
    batch = started(numbers(120))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "TEST_DB_NAME": str(connection.settings_dict["NAME"]),
        "DIE_AT": str(die_at),
    }
    assert Process("-c", WORKER, env=environment).wait() == -signal.SIGKILL
    done = batch.rows.filter(done_at__isnull=False).count()
    assert done == (jobs.ROWS_AT_ONCE if die_at > jobs.ROWS_AT_ONCE else 0)
    assert (done % jobs.ROWS_AT_ONCE, Job.objects.get(batch=batch).done, PatentCheck.objects.count()) == (0, done, done)
    moment = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: moment)
    Job.objects.update(next_attempt_at=moment)
    run_due_jobs()
    assert (Job.objects.get(batch=batch).state, PatentCheck.objects.count()) == ("done", 120)
    assert not batch.rows.filter(receipt__isnull=True).exists()


def api(organisation: Any, path: str = "", **data: Any) -> Any:
    client = member_client(organisation)
    address = f"/api/v1/employer/{organisation.number}/batches/{path}"
    if not data:
        return client.get(address)
    key = data.pop("key", uuid.uuid4().hex)
    return client.post(address, data, content_type="application/json", headers={"Idempotency-Key": key})


@pytest.mark.django_db(transaction=True)
def test_a_program_sends_a_list_asks_how_far_it_is_and_reads_the_results_by_pages():
    organisation = make_organisation()
    rows = [{"series": "77", "number": str(2600000000 + n), "reference": f"R{n}"} for n in range(7)] + [{"series": "77"}]
    made = api(organisation, rows=rows, key="list-number-1")
    assert (made.status_code, made.json()["total"], made.json()["unreadable"]) == (201, 8, 1)
    assert api(organisation, rows=rows, key="list-number-1").json() == made.json()
    assert Batch.objects.count() == 1
    run_due_jobs()
    told = api(organisation, f"{made.json()['id']}/").json()
    assert (told["state"], told["done"]) == ("done", 7)
    first = api(organisation, f"{made.json()['id']}/rows/?page_size=5").json()
    assert [row["number"] for row in first["results"]] == [1, 2, 3, 4, 5]
    assert first["next"]
    last = api(organisation, f"{made.json()['id']}/rows/?page_size=200").json()["results"][-1]
    assert (last["problem"], last["receipt"]) == ("half_a_number", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rows", [[], "x", [{"series": "7" * 500}], [1], None, {"a": 1}])
def test_a_body_of_another_shape_is_a_400_and_leaves_nothing(rows: Any):
    assert api(make_organisation(), rows=rows, name="x").status_code == 400
    assert not Batch.objects.exists()


def test_pages_of_lists_from_upload_to_result():
    organisation = make_organisation()
    client = member_client(organisation)
    base = f"/employer/{organisation.number}/lists/"
    key = client.get(base).context["form"]["submission_key"].value()
    answer = client.post(base, {"file": SimpleUploadedFile("=w.csv", numbers(3).encode()), "submission_key": key})
    assert client.get(answer.headers["Location"]).context["askable"] == 3
    client.post(answer.headers["Location"] + "start/")
    run_due_jobs()
    shown = client.get(answer.headers["Location"])
    assert [(row.number, words) for row, words in shown.context["doubtful"]] == [(n, "такого патента нет") for n in (1, 2, 3)]
    for receipt in Batch.objects.get().rows.values_list("receipt__number", flat=True):
        assert f"/checks/{receipt}/" in shown.content.decode()
    result = client.get(answer.headers["Location"] + "result.csv")
    assert len(b"".join(result.streaming_content).decode().splitlines()) == 4
    assert (result.headers["Cache-Control"], result.headers["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    stranger = member_client(make_organisation())
    assert stranger.get(answer.headers["Location"] + "result.csv").status_code == 404
    assert member_client(organisation, "viewer").get(base).status_code == 404


def test_a_file_that_is_no_list_is_refused_on_its_page():
    organisation = make_organisation()
    client = member_client(organisation)
    base = f"/employer/{organisation.number}/lists/"
    answer = client.post(base, {"file": SimpleUploadedFile("w.csv", b"a,b\n1,2\n"), "submission_key": uuid.uuid4()})
    assert (answer.status_code, Batch.objects.count()) == (200, 0)
    assert answer.context["form"].errors["file"]
