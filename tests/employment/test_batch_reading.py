"""A file that an employer saved somewhere becomes rows, or a refusal in words."""

import io

import pytest
from django.utils import translation

from employment.batches.errors import FileRefused
from employment.batches.reading import MOST_BYTES, MOST_ROWS, rows_of

TABLE = "series,number,reference\n77,2600000017,A-1\n78,2600000025,\n"


def read(text: str | bytes, encoding: str = "utf-8"):
    return list(rows_of(io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding))))


def test_rows_come_with_their_numbers_and_cells():
    first, second = read(TABLE)
    assert (first.number, first.cells, first.problem) == (1, {"series": "77", "number": "2600000017", "reference": "A-1"}, "")
    assert (second.number, second.cells["reference"], second.problem) == (2, "", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_delimiters_of_every_office_program(encoding: str, delimiter: str, newline: str):
    table = newline.join(["Серия;Номер;Ваша пометка", "77;2600000017;Бригада Ё", ""]).replace(";", delimiter)
    (row,) = read(table, encoding)
    assert row.cells == {"series": "77", "number": "2600000017", "reference": "Бригада Ё"}


def test_utf8_letters_cut_between_two_chunks_are_still_utf8():
    filler = "77,2600000017," + "ж" * 100 + "\n"
    table = "series,number,reference\n" + filler * 700  # the 64 KB border falls inside a letter at one of these widths
    assert {row.cells["reference"] for row in read(table)} == {"ж" * 100}
    assert {row.cells["reference"] for row in read(" " + table)} == {"ж" * 100}


def test_columns_go_by_name_in_any_order_and_others_are_left_out():
    (row,) = read("Name;код;дата рождения\nIvan;ABCD-1234;14.06.1990\n")
    assert row.cells == {"code": "ABCD-1234", "birth_date": "14.06.1990"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("77,,,", "half_a_number"), (",2600000017,,", "half_a_number"), (",,CODE,", "half_a_code"), (",,,14.06.1990", "half_a_code"),
        ("77,2600000017,CODE,14.06.1990", "both_ways"), ("77,26\u200000017\u0007,,", "characters"), ("77," + "2" * 200 + ",,", "too_long"),
        ("77,26000,,", "number_unreadable"), ("абв,2600000017,,", "number_unreadable"), ("77,26000000171,,", "number_unreadable"),
        ("77,26 0000 0017,,", ""), ("77", "half_a_number"), ("77,2600000017,,", ""), (",,CODE,14.06.1990", ""),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_asked_about_says_why_and_stops_nobody(line: str, problem: str):
    rows = read(f"series,number,code,birth_date\n{line}\n77,2600000017,,\n")
    assert [row.problem for row in rows] == [problem, ""]


def test_empty_lines_are_passed_over_and_counted():
    assert [row.number for row in read("series,number\n\n77,1\n,\n78,2\n")] == [2, 4]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n", b"series,number\n", b"a,b\n1,2\n", b"series\n77\n", b"\x00\x01", b"PK\x03\x04\x00\x00",
        b"series,series,number\n1,2,3\n",
        b'series,number\n"77,2600000017\n', b"series,number\n77," + b"1" * 5000 + b"\n", b"\xff\xfes\x00e\x00",
        b"series,number\n77,\x98\x98\n",
        b"series,number\n" + b"77,2600000017\n" * (MOST_ROWS + 1), b"series,number\n" + b" " * MOST_BYTES,
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(content: bytes):
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_table_in_wide_letters_is_refused_with_the_way_out(encoding: str):
    with translation.override("en"), pytest.raises(FileRefused, match="Save the table as CSV in UTF-8"):
        read(TABLE, encoding)


@pytest.mark.parametrize("filler", [0, 6_000])
def test_a_table_put_together_from_two_encodings_names_the_line(filler: int):
    """Also where the first Russian word lies on the border of two pieces of the file."""
    rows = "series,number,reference\n" + "77,1,a\n" * filler
    with translation.override("en"), pytest.raises(FileRefused, match=f"line {filler + 2} in UTF-8, line {filler + 3} in another"):
        read(f"{rows}77,2,Бригада\n".encode() + "77,3,Ёлкин\n".encode("cp1251"))


def test_a_million_rows_are_refused_by_their_size_and_never_held():
    class Endless(io.RawIOBase):
        asked = 0

        def seek(self, *_position: int) -> int:
            return 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            return b"77,2600000017\n"[: size or 14] * (size // 14)

    file = Endless()
    with translation.override("en"), pytest.raises(FileRefused, match="larger than 3 MB"):
        list(rows_of(file))  # type: ignore[arg-type]
    assert file.asked < 100


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+7", "-1", "@SUM(A1)"])
def test_a_formula_in_a_cell_is_text_like_any_other(cell: str):
    quoted = cell.replace('"', '""')
    (row,) = read(f'series,number,reference\n77,2600000017,"{quoted}"\n')
    assert (row.cells["reference"], row.problem) == (cell, "")


def test_a_quoted_cell_may_hold_a_line_end():
    (row,) = read('series,number,reference\n77,2600000017,"a\nb"\n')
    assert row.problem == "characters"


def test_the_longest_list_is_read():
    assert sum(1 for _row in rows_of(io.BytesIO(b"series,number\n" + b"77,2600000017\n" * MOST_ROWS))) == MOST_ROWS


def test_the_file_stays_open_for_its_owner():
    file = io.BytesIO(TABLE.encode())
    list(rows_of(file))
    assert not file.closed
