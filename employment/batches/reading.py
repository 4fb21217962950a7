"""A CSV file becomes rows, one at a time: encoding and delimiter are found out, columns go by their names.

UTF-8 (with or without its mark) or windows-1251; comma, semicolon or tab; a first row with names in English or Russian.
Nothing is kept in memory but the row being read."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from django.utils.translation import gettext_lazy as _

from employment.batches.errors import FileRefused
from patents.formats import canonical_number, canonical_series
from portal.edge.encodings import MIXED, MixedLetters, NoText, letters_of

MOST_ROWS: Final = 10_000
MOST_BYTES: Final = 3 * 1024 * 1024
LONGEST_LINE: Final = 2_000
LONGEST_CELL: Final = 120
_CHUNK: Final = 64 * 1024
# Every name a column may carry, as people's tables call them.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "series": ("series", "patent_series", "серия", "серия патента"),
    "number": ("number", "patent_number", "номер", "номер патента"),
    "code": ("code", "share_code", "код", "код согласия", "код доступа"),
    "birth_date": ("birth_date", "date_of_birth", "дата рождения"),
    "reference": ("reference", "own_reference", "ваша пометка", "пометка", "табельный номер"),
}
_KNOWN: Final = {name: column for column, names in COLUMNS.items() for name in names}


@dataclass(frozen=True)
class Row:
    """One line of the file. `problem` is a code of what is wrong with its shape, "" when it can be asked about."""

    number: int  # line of the table, the first after the names is 1
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def rows_of(file: IO[bytes]) -> Iterator[Row]:
    """Every row that is not empty. Raises `FileRefused` for what is no such table or has more than `MOST_ROWS`."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _rows(text)
    finally:
        text.detach()


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 when every byte of the file is, windows-1251 otherwise. Refuses what is no text in either, or in both."""
    file.seek(0)
    try:
        return letters_of(_chunks(file))
    except NoText:
        raise FileRefused(_("The file is not a text table. Save the table as CSV in UTF-8.")) from None
    except MixedLetters as mixed:
        raise FileRefused(MIXED % mixed.lines) from None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise FileRefused(_("The file is larger than 3 MB. A list of 10,000 rows is far smaller: save the table as CSV."))
        yield chunk
    if size == 0:
        raise FileRefused(_("The file is empty."))


def _rows(text: io.TextIOWrapper) -> Iterator[Row]:
    try:
        first = text.readline(LONGEST_LINE)
        columns, delimiter = _columns(first)
        found = 0
        for number, cells in enumerate(csv.reader(_bounded(text), delimiter=delimiter, strict=True), start=1):
            if not any(cell.strip() for cell in cells):
                continue
            found += 1
            if found > MOST_ROWS:
                raise FileRefused(_("The list has more than 10,000 rows. Divide it."))
            yield _row(number, columns, cells)
    except UnicodeDecodeError:
        raise FileRefused(_("The letters of the file cannot be read. Save the table as CSV in UTF-8.")) from None
    except csv.Error:
        raise FileRefused(_("The table breaks off or a quotation mark is not closed. Save it as CSV again.")) from None
    if not found:
        raise FileRefused(_("The list has no rows under its names."))


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise FileRefused(_("A line of the file is too long for a list of patents."))
        yield line


def _columns(first: str) -> tuple[list[str], str]:
    """Names by position, and the delimiter that reads most of them."""
    best: tuple[list[str], str] = ([], ",")
    for delimiter in (";", ",", "\t"):
        names = next(csv.reader([first], delimiter=delimiter), [])
        columns = [_KNOWN.get(_plain(name), "") for name in names]
        if sum(map(bool, columns)) > sum(map(bool, best[0])):
            best = (columns, delimiter)
    named = [name for name in best[0] if name]
    if not ({"series", "number"} <= set(named) or {"code", "birth_date"} <= set(named)):
        raise FileRefused(_("The first row must name the columns: series and number, or code and birth_date; reference if you like."))
    if len(set(named)) < len(named):
        raise FileRefused(_("Two columns have the same name."))
    return best


def _row(number: int, columns: list[str], cells: list[str]) -> Row:
    named = {column: _plain_cell(cell) for column, cell in zip(columns, cells, strict=False) if column}
    if any(len(cell) > LONGEST_CELL for cell in named.values()):
        return Row(number, {}, "too_long")
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} for cell in named.values() for char in cell):
        return Row(number, {}, "characters")
    return Row(number, named, _problem(named))


def _problem(cells: dict[str, str]) -> str:
    by_number = bool(cells.get("series") or cells.get("number"))
    by_code = bool(cells.get("code") or cells.get("birth_date"))
    if by_number and by_code:
        return "both_ways"
    if by_code:
        return "" if cells.get("code") and cells.get("birth_date") else "half_a_code"
    if not (cells.get("series") and cells.get("number")):
        return "half_a_number"
    readable = canonical_series(cells["series"]) is not None and canonical_number(cells["number"]) is not None
    return "" if readable else "number_unreadable"  # a slip of the pen is told as one, and leaves no receipt about nothing


def _plain(name: str) -> str:
    return " ".join(name.strip().strip('"').replace("ё", "е").casefold().split())


def _plain_cell(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.replace("\u00a0", " ").strip())


__all__ = ["COLUMNS", "MOST_BYTES", "MOST_ROWS", "Row", "rows_of"]
