"""The shipped law: read strictly, loaded once, never overwritten."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.events.actor import SYSTEM
from portal.legal import services as legal
from portal.legal.data_files import Row, override_rows, series_rows, sources
from portal.legal.errors import LegalDataError
from portal.legal.loader import Loaded, load, load_all
from portal.legal.models import LegalSeries, LegalValue
from tests.legal.shipped import LIST, lines

HEAD = 'key: test.figure\nkind: money\ncite: "Act 1"\nconfidence: A\nvalues:\n'


def rows_of(folder: Path, text: str) -> list[Row]:
    (folder / "test").mkdir(exist_ok=True)
    (folder / "test" / "figure.yaml").write_text(text, encoding="utf-8")
    return series_rows(folder)


def test_a_row_ends_where_the_next_begins(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, HEAD + '  - {from: 2026-01-01, value: "2"}\n  - {from: 2025-01-01, value: "1"}\n')
    assert [(row.value, row.end) for row in rows] == [("1", date(2026, 1, 1)), ("2", None)]


def test_a_row_of_a_year_holds_in_that_year_only(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, HEAD + '  - {year: 2026, value: "2"}\n')
    assert (row.start, row.end) == (date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{from: 2026-01-01, to: 2026-01-01, value: "1"}', "ends before it begins"),
        ("{from: 2026-01-01, value: 1.5}", "must be a text in quotes"),
        ('{from: 2026-01-01, value: "1,5"}', "fits the kind money"),
        ('{from: "2026-01-01", value: "1"}', "must be a date"),
        ('{value: "1"}', "must be a date"),
        ('{year: 2026, from: 2026-01-01, value: "1"}', "either a year"),
        ('{from: 2026-01-01, value: "1", scope: 77}', "scope in quotes"),
        ('{from: 2026-01-01, value: "1", confidence: D}', "confidence"),
        ('{from: 2026-01-01, value: "1", source: s999}', "not listed"),
        ('{from: 2026-01-01, valeu: "1"}', "unknown field valeu"),
        ('{from: 2026-01-01, value: "1", cite: ""}\n  - {from: 2026-01-01, value: "2"}', "overlaps"),
    ],
)
def test_a_bad_row_is_refused_by_file_and_number(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(LegalDataError, match=words) as refused:
        rows_of(tmp_path, HEAD + f"  - {row}\n")
    assert "test/figure.yaml, test.figure, row" in str(refused.value)


def test_a_row_without_an_act_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LegalDataError, match="no citation"):
        rows_of(tmp_path, 'key: test.figure\nkind: money\nconfidence: A\nvalues:\n  - {from: 2026-01-01, value: "1"}\n')


def test_a_file_that_is_not_yaml_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LegalDataError, match=r"test/figure\.yaml"):
        rows_of(tmp_path, "key: [")


def test_every_shipped_row_has_an_act_and_a_known_source() -> None:
    rows = series_rows()
    assert rows
    assert all(row.citation for row in rows)
    assert sources()


def test_a_row_that_was_shipped_once_is_never_edited_and_a_new_one_is_written_down() -> None:
    """Else a database that has the row refuses the whole law at its next start. A row that was wrong is put right by an operator, or by
    a new row from a later day; `python -m tests.legal.shipped` writes new ones down."""
    known, ours = LIST.read_text(encoding="utf-8").split("\n")[:-1], lines()
    assert [told for told in known if told not in ours] == [], "edited or gone"
    assert [told for told in ours if told not in known] == [], "not written down"


def test_every_shipped_day_has_an_act() -> None:
    assert len(override_rows()) == 5 + 27 + 3 + 1 + 1 + 4 + 5
    assert all("Decree" in row.citation for row in override_rows())


pytest_db = pytest.mark.django_db


@pytest_db
def test_loading_again_changes_nothing() -> None:
    before = list(LegalValue.objects.order_by("id").values())
    assert load_all() == Loaded(0, 0, 0)
    assert list(LegalValue.objects.order_by("id").values()) == before


@pytest_db
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_legal")
    assert capsys.readouterr().out == "Law: 0 rows added, 0 closed, 0 calendar days.\n"


def row(**changes: object) -> Row:
    plain = Row(
        key="test.figure",
        scope="",
        kind="money",
        start=date(2025, 1, 1),
        end=None,
        value="1",
        citation="Act 1",
        published=None,
        confidence="A",
        note="",
        place="figure.yaml, row 1",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest_db
def test_a_new_row_closes_the_open_one_and_nothing_else() -> None:
    load([row()], [])
    loaded = load([row(end=date(2026, 1, 1)), row(start=date(2026, 1, 1), value="2", place="figure.yaml, row 2")], [])
    assert loaded == Loaded(1, 1, 0)
    assert legal.money("test.figure", on=date(2025, 12, 31)).amount == 1
    assert legal.money("test.figure", on=date(2026, 1, 1)).amount == 2


@pytest_db
@pytest.mark.parametrize("change", [{"value": "2"}, {"citation": "Act 2"}, {"confidence": "B"}, {"note": "other"}])
def test_a_changed_row_is_refused_by_name(change: dict[str, object]) -> None:
    load([row()], [])
    with pytest.raises(LegalDataError, match=r"figure\.yaml, row 1: was loaded before"):
        load([row(**change)], [])


@pytest_db
def test_an_end_that_moves_is_refused() -> None:
    load([row(end=date(2026, 1, 1))], [])
    for end in (None, date(2027, 1, 1)):
        with pytest.raises(LegalDataError, match="loaded before with the end"):
            load([row(end=end)], [])


@pytest_db
def test_a_row_in_the_middle_of_another_is_refused_and_nothing_is_loaded() -> None:
    load([row(end=date(2027, 1, 1))], [])
    with pytest.raises(LegalDataError, match="overlaps"):
        load([row(end=date(2027, 1, 1)), row(key="test.new"), row(start=date(2026, 1, 1), value="2")], [])
    assert not LegalSeries.objects.filter(key="test.new").exists()


@pytest_db
def test_a_figure_that_changes_its_kind_is_refused() -> None:
    load([row()], [])
    with pytest.raises(LegalDataError, match=r"keeps test\.figure as money"):
        load([row(kind="factor")], [])


@pytest_db
def test_what_an_operator_entered_stays_when_the_files_catch_up() -> None:
    load([row()], [])
    series = LegalSeries.objects.get(key="test.figure")
    legal.add_value(key=series.key, since=date(2026, 1, 1), until=None, value="2", citation="Read in the gazette", actor=SYSTEM)
    assert load([row()], []) == Loaded(0, 0, 0)
    assert load([row(end=date(2026, 1, 1)), row(start=date(2026, 1, 1), value="2")], []) == Loaded(0, 0, 0)
    assert legal.money("test.figure", on=date(2026, 1, 1)).act == "Read in the gazette"


@pytest_db
def test_files_that_contradict_an_operator_are_refused() -> None:
    load([row()], [])
    series = LegalSeries.objects.get(key="test.figure")
    legal.add_value(key=series.key, since=date(2026, 1, 1), until=None, value="2", citation="Act", actor=SYSTEM)
    with pytest.raises(LegalDataError, match="an operator entered 2"):
        load([row(end=date(2026, 1, 1)), row(start=date(2026, 1, 1), value="3")], [])


def corrected(since: date, until: date | None, value: str = "2") -> None:
    legal.add_value(key="test.figure", since=since, until=until, value=value, citation="Act 2", actor=SYSTEM, corrects=True)


@pytest_db
def test_what_an_operator_has_corrected_stays_corrected_while_the_files_say_the_same() -> None:
    year = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}
    load([row(**year)], [])
    corrected(date(2026, 1, 1), date(2027, 1, 1))
    assert load([row(**year)], []) == Loaded(0, 0, 0)
    assert legal.money("test.figure", on=date(2026, 5, 1)).amount == 2
    corrected(date(2026, 6, 1), date(2027, 1, 1), "3")
    assert load([row(**year)], []) == Loaded(0, 0, 0)
    assert [legal.money("test.figure", on=date(2026, month, 1)).amount for month in (5, 6)] == [2, 3]


@pytest_db
def test_a_shipped_row_that_an_operator_has_ended_earlier_stays_so() -> None:
    year = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}
    load([row(**year)], [])
    corrected(date(2026, 6, 1), date(2027, 1, 1))
    assert load([row(**year)], []) == Loaded(0, 0, 0)
    assert [legal.money("test.figure", on=date(2026, month, 1)).amount for month in (5, 6)] == [1, 2]


@pytest_db
def test_files_that_catch_up_with_a_correction_are_taken_and_others_are_refused() -> None:
    year = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}
    load([row(**year)], [])
    corrected(date(2026, 1, 1), date(2027, 1, 1))
    assert load([row(**year, value="2")], []) == Loaded(0, 0, 0)
    with pytest.raises(LegalDataError, match="an operator entered 2"):
        load([row(**year, value="3")], [])
