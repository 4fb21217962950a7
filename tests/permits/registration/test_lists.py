"""A hotel files many at once: the table is read, each row filed or refused in words, the results safe to open."""

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from permits.registration import errors, services
from permits.registration.models import ArrivalList, ArrivalNotice
from permits.registration.reading import COLUMNS, MOST_BYTES, MOST_ROWS, Problem, cells_of, data_of, heads
from permits.registration.words import problem_words
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.jobs.services import run_due_jobs
from profiles.forms.base import NameField
from tests.factories import make_user, sign_in
from tests.permits.hosts import file_for, guest, make_host

pytestmark = pytest.mark.django_db


HEAD = "family_name;given_names;birth_date;citizenship;document_number;arrived_on;stay_until;email;code"


def row(**fields: str) -> str:
    today = clock.today()
    known = {
        "family_name": "ASANOV", "given_names": "AIBEK", "birth_date": "03.02.1990", "citizenship": "KGZ", "document_number": "PE1",
        "arrived_on": today.strftime("%d.%m.%Y"), "stay_until": (today + timedelta(days=5)).isoformat(),
        "email": "a@test.example", "code": "",
    }  # fmt: skip
    return ";".join({**known, **fields}.values())


def table(*rows: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([HEAD, *rows]).encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_table_is_read_in_each_encoding(encoding: str):
    ((number, cells),) = cells_of(table(row(family_name="Асанов"), encoding=encoding))
    assert (number, cells["family_name"]) == (1, "Асанов")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"family_name": ""}, Problem("missing", "family_name")),
        ({"birth_date": "31.02.1990"}, Problem("date", "birth_date")),
        ({"birth_date": "01.01.2999"}, Problem("birth_not_in_the_past", "birth_date")),
        ({"birth_date": "٠١.٠١.١٩٩٠"}, Problem("date", "birth_date")),
        ({"citizenship": "QQ"}, Problem("citizenship", "citizenship")),
        ({"email": ""}, Problem("email_or_code", "email")),
        ({"email": "a@test.example", "code": "x"}, Problem("email_or_code", "email")),
        ({"email": "no address"}, Problem("email", "email")),
        ({"given_names": "x" * 300}, Problem("characters", "given_names")),
        ({"family_name": "Асанов"}, Problem("latin", "family_name")),
        ({"family_name": "ASAN\u041eV"}, Problem("latin", "family_name")),  # one Cyrillic letter that looks like O
        ({"given_names": "Айбек"}, Problem("latin", "given_names")),
        ({"family_name": "ASANOV1"}, Problem("latin", "family_name")),
        ({"family_name": "=HYPERLINK(1)"}, Problem("formula", "family_name")),
        ({"given_names": "+AIBEK"}, Problem("formula", "given_names")),
        ({"given_names": "-AIBEK"}, Problem("formula", "given_names")),
        ({"family_name": "@SUM(1)"}, Problem("formula", "family_name")),
        ({"family_name": "  =ASANOV"}, Problem("formula", "family_name")),
        ({"family_name": '"\tASANOV"'}, Problem("formula", "family_name")),
        ({"family_name": '"\rASANOV"'}, Problem("formula", "family_name")),
        ({"document_number": "=1+1"}, Problem("formula", "document_number")),
        ({"email": "@a@test.example"}, Problem("formula", "email")),
        ({"arrived_on": "-1"}, Problem("formula", "arrived_on")),
    ],
)
def test_a_wrong_row_says_which_column(fields: dict[str, str], problem: Problem):
    ((_number, cells),) = cells_of(table(row(**fields)))
    assert data_of(cells) == problem


@pytest.mark.parametrize(
    ("family_name", "given_names"),
    [("O'NEILL-ASANOVA", "ANNA MARIA"), ("JOSÉ", "Ñandú"), ("ASANOV", ""), ("  ASANOV  ", '"AIBEK\n"')],
)
def test_a_name_in_latin_letters_is_taken_with_the_signs_that_names_hold(family_name: str, given_names: str):
    ((_number, cells),) = cells_of(table(row(family_name=family_name, given_names=given_names)))
    found = data_of(cells)
    assert isinstance(found, services.NoticeData)
    assert (found.family_name, found.given_names) == (family_name.strip(), given_names.strip('"\n'))


@pytest.mark.parametrize("name", ["ASANOV", "Асанов", "ASAN\u041eV", "ASANOV1", "O'NEILL", "JOSÉ", "李"])
def test_a_list_takes_the_names_that_the_profile_takes(name: str):
    from django import forms

    field = NameField(script="LATIN")
    try:
        right = bool(field.clean(name))
    except forms.ValidationError:
        right = False
    ((_number, cells),) = cells_of(table(row(family_name=name)))
    assert isinstance(data_of(cells), services.NoticeData) is right


@pytest.mark.parametrize("problem", ["formula", "latin"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_refusal_of_a_cell_is_said_in_words(language: str, problem: str):
    with translation.override(language):
        assert str(problem_words(problem)) not in {"", str(problem_words("no such problem"))}


def test_marks_that_change_only_how_a_name_looks_are_not_kept():
    ((_number, cells),) = cells_of(table(row(family_name="ASA\u200bNOV\u202e")))
    assert data_of(cells).family_name == "ASANOV"  # type: ignore[union-attr]


def test_a_thousand_rows_are_taken_and_a_million_are_refused_in_words():
    assert len(cells_of(table(*[row()] * MOST_ROWS))) == MOST_ROWS
    with translation.override("en"), pytest.raises(errors.ListRefused, match="more than 1,000 rows"):
        cells_of(table(*[row()] * (MOST_ROWS + 1)))


class Counted(io.BytesIO):
    """A file that knows how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.taken += len(piece)
        return piece


def test_of_a_million_rows_no_more_than_the_limit_is_read_before_the_refusal():
    line = row().encode() + b"\r\n"
    file = Counted(HEAD.encode() + b"\r\n" + line * 1_000_000)
    with translation.override("en"), pytest.raises(errors.ListRefused) as refused:
        cells_of(file)
    with translation.override("en"):
        assert str(refused.value) == "The file is larger than 1 MB. A list holds at most 1,000 guests: divide it."
    assert file.taken <= MOST_BYTES + 1


def test_a_file_of_too_many_rows_is_refused_on_the_page_and_nothing_is_kept():
    host = make_host(kind="hotel")
    sent = {"submission_key": uuid.uuid4(), "file": io.BytesIO((HEAD + "\r\n").encode() + b"x\r\n" * 1_000_000)}
    page = sign_in(host.owner).post(f"/permits/registration/hosts/{host.number}/list/", sent, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "A list holds at most 1,000 guests: divide it." in page.text
    assert not ArrivalList.objects.exists()
    assert not ArrivalNotice.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a;b\n1;2", b'family_name;"x', HEAD.encode(), HEAD.replace(";", "|").encode()])
def test_what_is_no_list_is_refused_and_nothing_is_kept(content: bytes):
    with pytest.raises(errors.ListRefused):
        cells_of(io.BytesIO(content))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_table_in_wide_letters_is_refused_with_the_way_out(encoding: str):
    with translation.override("en"), pytest.raises(errors.ListRefused, match="Save the table as CSV in UTF-8"):
        cells_of(table(row(), encoding=encoding))


def test_a_table_put_together_from_two_encodings_names_the_line_and_files_nobody():
    content = table(row(), row(family_name="Асанов"), row()).read() + b"\r\n" + row(family_name="Ёлкин").encode("cp1251")
    with translation.override("en"), pytest.raises(errors.ListRefused, match="line 3 in UTF-8, line 5 in another"):
        cells_of(io.BytesIO(content))


def test_a_quoted_cell_may_hold_a_line_end_and_a_delimiter():
    """The row is read as one; the line end in a name is then refused at its field."""
    ((number, cells),) = cells_of(table(row(family_name='"AS;\r\nANOV"')))
    assert (number, cells["family_name"], data_of(cells)) == (1, "AS;\r\nANOV", Problem("characters", "family_name"))


def test_a_hotels_list_is_filed_row_by_row_and_again_changes_nothing():
    hotel, key = make_host(kind="hotel"), uuid.uuid4()
    person = guest()
    code, _end = services.give_code(person_id=person.pk)
    rows = [row(), row(birth_date="x"), row(email="", code=code), row(email="", code="M26-2222-2222-2"), row(family_name="=HYPERLINK(1)")]
    for _ in "ab":
        found = services.upload_list(
            host_id=hotel.pk, file=table(*rows), shown_name="g.csv", submission_key=key, actor=actor_of(hotel.owner)
        )
    run_due_jobs()
    run_due_jobs()
    found.job.refresh_from_db()
    assert (found.job.state, found.job.done, found.job.failed) == ("done", 5, 3)
    assert ArrivalNotice.objects.count() == 2
    assert [line.problem for line in found.rows.order_by("number")] == ["", "date", "", "guest_code_unknown", "formula"]
    assert set(found.rows.values_list("told", flat=True)) == {""}
    page = sign_in(hotel.owner).get(f"/permits/registration/lists/{found.number}/", headers={"accept-language": "en"})
    assert "Row 5, family name: The cell begins with a sign with which formulas begin" in page.text
    assert [line[0] for line in result_of(found)[1:]] == ["1", "2", "3", "4", "5"]
    assert result_of(found)[1][1] == "ASANOV AIBEK"
    assert sign_in(make_user()).get(f"/permits/registration/lists/{found.number}/").status_code == 404


def result_of(found: ArrivalList) -> list[list[str]]:
    """The cells of the result as a table program reads them."""
    text = b"".join(sign_in(found.host.owner).get(f"/permits/registration/lists/{found.number}/result.csv")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-ASANOV", "@SUM(1)", "\tASANOV", "\rASANOV"])
def test_no_cell_of_the_result_begins_a_formula(name: str):
    """The form for one guest takes a hyphen first, and older notices may hold more: what a notice says is written as text."""
    hotel = make_host(kind="hotel")
    found = services.upload_list(
        host_id=hotel.pk, file=table(row()), shown_name="g.csv", submission_key=uuid.uuid4(), actor=actor_of(hotel.owner)
    )
    found.rows.update(notice=file_for(hotel, family_name=name, given_names=""), done_at=clock.now(), told="")
    assert result_of(found)[1][1] == "'" + name


def test_a_list_that_broke_off_goes_on_and_files_nothing_twice(monkeypatch: Any):
    from permits.registration import jobs

    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 2)
    hotel = make_host(kind="hotel")
    found = services.upload_list(
        host_id=hotel.pk, file=table(*[row()] * 5), shown_name="g.csv", submission_key=uuid.uuid4(), actor=actor_of(hotel.owner)
    )
    with transaction.atomic():
        jobs.file_rows(found.job)
        assert ArrivalNotice.objects.count() == 2
        transaction.set_rollback(True)
    assert ArrivalNotice.objects.count() == 0
    run_due_jobs()
    assert ArrivalNotice.objects.count() == 5
    assert Event.objects.filter(name="registration.ArrivalFiled").count() == 5


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_columns_that_the_page_names_are_read(language: str):
    assert set(heads(language)) <= {name for names in COLUMNS.values() for name in names}
    cells = dict(zip(COLUMNS, row().split(";"), strict=True))
    file = io.BytesIO(f"{';'.join(heads(language))}\r\n{';'.join(cells.values())}".encode())
    assert cells_of(file) == [(1, cells)]
    assert heads(language)[0] == {"en": "family_name", "ru": "фамилия"}[language]
