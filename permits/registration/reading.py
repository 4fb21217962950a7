"""A hotel's table becomes rows: encoding and delimiter are found out, columns go by their names, each row says what is wrong with it.

UTF-8 (with or without its mark) or windows-1251; semicolon, comma or tab."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from permits.registration.data import NoticeData
from permits.registration.errors import ListRefused
from portal.edge.csv import harmless
from portal.edge.encodings import MIXED, MixedLetters, NoText, letters_of
from portal.edge.text import clean_text
from profiles.civil import latest_today
from profiles.errors import BirthNotInThePast
from profiles.rules.names import is_written_in
from profiles.rules.states import CITIZENSHIPS, citizenship_of

MOST_ROWS: Final = 1_000
MOST_BYTES: Final = 1024 * 1024
LONGEST_CELL: Final = 200
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "family_name": ("family_name", "surname", "фамилия"),
    "given_names": ("given_names", "names", "имя", "имена"),
    "birth_date": ("birth_date", "date_of_birth", "дата рождения"),
    "citizenship": ("citizenship", "гражданство"),
    "document_number": ("document_number", "passport", "номер документа", "паспорт"),
    "arrived_on": ("arrived_on", "arrival", "дата прибытия", "прибыл"),
    "stay_until": ("stay_until", "until", "пребывает до", "срок до"),
    "email": ("email", "e-mail", "почта", "электронная почта"),
    "code": ("code", "guest_code", "код", "код гостя"),
}
_KNOWN: Final = {name: column for column, names in COLUMNS.items() for name in names}
_NEEDED: Final = frozenset({"family_name", "birth_date", "citizenship", "document_number", "arrived_on", "stay_until"})
_NAMES: Final = ("family_name", "given_names")
_DATES: Final = ("birth_date", "arrived_on", "stay_until")


@dataclass(frozen=True)
class Problem:
    """`code` is one of `permits.registration.words.PROBLEMS`, `field` the column it is about."""

    code: str
    field: str = ""


def heads(language: str) -> list[str]:
    """The names of the columns as a table may write them: in Russian for who reads the pages in Russian."""
    return [next((name for name in names if language == "ru" and not name.isascii()), names[0]) for names in COLUMNS.values()]


def cells_of(file: IO[bytes]) -> list[tuple[int, dict[str, str]]]:
    """Every row that is not empty, with its number under the names. Raises `ListRefused`."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ListRefused(_("The file is larger than 1 MB. A list holds at most 1,000 guests: divide it."))
    if not content.strip():
        raise ListRefused(_("The file is empty."))
    lines = io.StringIO(_decoded(content), newline="")
    columns, delimiter = _columns(lines.readline())
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) == MOST_ROWS:
                raise ListRefused(_("The list has more than 1,000 rows. Divide it."))
            rows.append((number, {name: _plain(cell) for name, cell in zip(columns, cells, strict=False) if name}))
    except csv.Error:
        raise ListRefused(_("The table breaks off or a quotation mark is not closed. Save it as CSV again.")) from None
    if not rows:
        raise ListRefused(_("The list has no rows under its names."))
    return rows


def _decoded(content: bytes) -> str:
    try:
        return content.decode(letters_of([content]))
    except NoText:
        raise ListRefused(_("The file is not a text table. Save the table as CSV in UTF-8.")) from None
    except MixedLetters as mixed:
        raise ListRefused(MIXED % mixed.lines) from None
    except UnicodeDecodeError:
        raise ListRefused(_("The letters of the file cannot be read. Save the table as CSV in UTF-8.")) from None


def _columns(first: str) -> tuple[list[str], str]:
    best: tuple[list[str], str] = ([], ";")
    for delimiter in (";", ",", "\t"):
        names = [" ".join(name.strip().strip('"').casefold().split()) for name in next(csv.reader([first], delimiter=delimiter), [])]
        columns = [_KNOWN.get(name, "") for name in names]
        if sum(map(bool, columns)) > sum(map(bool, best[0])):
            best = (columns, delimiter)
    named = [name for name in best[0] if name]
    if not set(named) >= _NEEDED or not {"email", "code"} & set(named) or len(set(named)) < len(named):
        raise ListRefused(
            _(
                "The first row must name the columns once: family_name, given_names, birth_date, citizenship, document_number, arrived_on, "
                "stay_until, and email or code."
            )
        )
    return best


def data_of(cells: dict[str, str]) -> NoticeData | Problem:
    """What a row tells, or the first thing that is wrong with it."""
    told: dict[str, Any] = {}
    for name in COLUMNS:
        written = cells.get(name, "")
        if harmless(written) != written:  # nothing that a list tells begins like a formula
            return Problem("formula", name)
        try:
            cell = clean_text(written, max_length=LONGEST_CELL)
        except ValidationError:
            return Problem("characters", name)
        if not cell and name in _NEEDED:
            return Problem("missing", name)
        told[name] = cell
    for name in _NAMES:
        if told[name] and not is_written_in("LATIN", told[name]):  # as the profile asks, and the form for one guest
            return Problem("latin", name)
    for name in _DATES:
        day = _day(told[name])
        if day is None:
            return Problem("date", name)
        told[name] = day
    if told["birth_date"] > latest_today():
        return Problem(BirthNotInThePast.code, "birth_date")
    return _checked(told)


def _checked(told: dict[str, Any]) -> NoticeData | Problem:
    state = told["citizenship"].upper()
    told["citizenship"] = state if state in CITIZENSHIPS else citizenship_of(state)
    if told["citizenship"] not in CITIZENSHIPS:
        return Problem("citizenship", "citizenship")
    if len(told["document_number"]) > 20:
        return Problem("characters", "document_number")
    if bool(told["email"]) == bool(told["code"]):
        return Problem("email_or_code", "email")
    if told["email"]:
        try:
            validate_email(told["email"])
        except ValidationError:
            return Problem("email", "email")
    return NoticeData(**told)


def _day(typed: str) -> date | None:
    if not typed.isascii():  # digits of other scripts are letters here
        return None
    for shape in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(typed, shape).date()  # noqa: DTZ007 (a civil date has no zone)
        except ValueError:
            continue
        return found if found.year >= 1900 else None
    return None


def _plain(cell: str) -> str:
    """Spaces around it are dropped; a tab or a line end before it stays, for a table program it may begin a formula."""
    return unicodedata.normalize("NFC", cell.replace("\u00a0", " ").lstrip(" ").rstrip())


__all__ = ["COLUMNS", "MOST_BYTES", "MOST_ROWS", "Problem", "cells_of", "data_of", "heads"]
