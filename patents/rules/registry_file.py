"""Files of banks, read line by line: CSV with named columns, and the text exchange format of 1C. Pure; hostile files end in words."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from patents.rules.identity import Transfer, external_id
from patents.rules.uin import is_uin, told_instead
from portal.edge.encodings import MixedLetters, NoText, letters_of

LARGEST_FILE: Final = 10 * 1024 * 1024
LONGEST_LINE: Final = 20_000
MOST_LINES: Final = 50_000
EARLIEST: Final = date(2015, 1, 1)
MARK_1C: Final = "1CClientBankExchange"

# Heading of a CSV column, Russian or English -> field of a transfer.
COLUMNS: Final = {
    "уип": "payment_id", "payment_id": "payment_id", "дата": "paid_on", "date": "paid_on", "сумма": "amount", "amount": "amount",
    "уин": "uin", "uin": "uin", "инн плательщика": "payer_inn", "payer_inn": "payer_inn", "плательщик": "payer_name",
    "payer_name": "payer_name", "назначение платежа": "purpose_text", "purpose": "purpose_text", "бик": "bic", "bic": "bic",
    "счет плательщика": "payer_account", "payer_account": "payer_account", "номер документа": "document_number",
    "document_number": "document_number",
}  # fmt: skip
KEYS_1C: Final = {
    "Номер": "document_number", "Дата": "paid_on", "ДатаСписано": "debited_on", "Сумма": "amount", "Код": "uin",
    "ПлательщикИНН": "payer_inn", "Плательщик": "payer_name", "Плательщик1": "payer_name", "ПлательщикБИК": "bic",
    "ПлательщикСчет": "payer_account", "НазначениеПлатежа": "purpose_text",
}  # fmt: skip
_AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})|([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SHAPES: Final = {
    "payer_inn": re.compile(r"([0-9]{10}|[0-9]{12})?"),
    "bic": re.compile(r"([0-9]{9})?"),
    "payer_account": re.compile(r"([0-9]{20})?"),
    "payment_id": re.compile(r"[0-9A-Za-z:_-]{0,70}"),
    "document_number": re.compile(r"[^\x00-\x1f]{0,20}"),
    "payer_name": re.compile(r"[^\x00-\x1f]{0,300}"),
    "purpose_text": re.compile(r"[^\x00-\x1f]{0,500}"),
}


class Unreadable(ValueError):
    """The whole file. `args[0]` is a code: "size", "encoding", "mixed", "columns", "lines", "empty", "cut"."""


class Problem(ValueError):
    """One line. `args[0]` is a code: "amount", "date", "fields", "identity", "long", "quotes"; `fields` names those that are wrong."""

    def __init__(self, code: str, *fields: str) -> None:
        super().__init__(code)
        self.fields = fields


@dataclass(frozen=True)
class Read:
    """One line: a transfer, or why there is none. Of a refused one everything stays: its text as the bank wrote it, what its columns
    say, and the fields that are wrong."""

    number: int
    transfer: Transfer | None
    problem: str = ""
    faults: tuple[str, ...] = ()
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def read(raw: bytes, *, today: date) -> tuple[str, list[Read]]:
    """The format ("csv" or "1c") and every line that holds a transfer. Raises `Unreadable`."""
    if len(raw) > LARGEST_FILE:
        raise Unreadable("size")
    text = _text(raw)
    of_1c = text.lstrip("\ufeff").startswith(MARK_1C)
    found: list[Read] = []
    for number, values, line in _documents(text) if of_1c else _rows(text):
        if len(found) >= MOST_LINES:
            raise Unreadable("lines")
        found.append(_one(number, values, line, today))
    if not found:
        raise Unreadable("empty")
    return ("1c" if of_1c else "csv"), found


def heading_of(raw: bytes) -> str:
    """The first line of a CSV file, which names the columns of every refused line; a file of 1C needs none."""
    first = next(iter(_text(raw).splitlines()), "").lstrip("\ufeff")
    return "" if first.startswith(MARK_1C) else first[:LONGEST_LINE]


def _text(raw: bytes) -> str:
    """UTF-8, else windows-1251, which a byte of UTF-8 Cyrillic would make nonsense of. A file of 1C in DOS encoding says so."""
    if b"\x00" in raw:
        raise Unreadable("encoding")
    if raw.startswith(MARK_1C.encode()) and "Кодировка=DOS".encode("cp866") in raw[:2000]:
        return raw.decode("cp866")
    try:
        return raw.decode(letters_of([raw]))
    except MixedLetters:
        raise Unreadable("mixed") from None
    except (NoText, UnicodeDecodeError):
        raise Unreadable("encoding") from None


def _rows(text: str) -> Iterator[tuple[int, dict[str, str] | str, str]]:
    """Lines of a CSV file. A line is a line: text in quotes does not run over its end."""
    lines = text.splitlines()
    heading = lines[0] if lines else ""
    if len(heading) > LONGEST_LINE:
        raise Unreadable("columns")
    delimiter = max(";\t,", key=heading.count)
    try:
        names = [COLUMNS.get(cell.strip().lower(), "") for cell in _cells(heading, delimiter)]
    except csv.Error:
        raise Unreadable("columns") from None
    if not {"paid_on", "amount"} <= set(names):
        raise Unreadable("columns")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            yield number, "long", line
            continue
        try:
            cells = _cells(line, delimiter)
        except csv.Error:  # a quotation mark is not closed: half of a line may not become a payment
            yield number, "quotes", line
            continue
        yield number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}, line


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter, strict=True), [])


def _documents(text: str) -> Iterator[tuple[int, dict[str, str] | str, str]]:
    """Documents of a file of 1C. One that does not end is as unreadable as the file that holds it: nothing is left out in silence."""
    values: dict[str, str] | None = None
    begins, too_long = 0, False
    lines = text.splitlines()
    if not any(line.strip() == "КонецФайла" for line in lines[-10:]):
        raise Unreadable("cut")
    for number, line in enumerate(lines, start=1):
        key, _sign, value = line[:LONGEST_LINE].partition("=")
        if key in {"СекцияДокумент", "КонецФайла"} and values is not None:
            raise Unreadable("cut")
        if key == "СекцияДокумент":
            values, begins, too_long = {}, number, False
        elif key.strip() == "КонецДокумента" and values is not None:
            yield begins, "long" if too_long else values, "\n".join(lines[begins - 1 : number])
            values = None
        elif values is not None and len(line) > LONGEST_LINE:
            too_long = True
        elif values is not None and key in KEYS_1C and value:
            values.setdefault(KEYS_1C[key], value.strip())


def _one(number: int, values: dict[str, str] | str, line: str, today: date) -> Read:
    """`values` of a line, or the code of why it has none."""
    told = {} if isinstance(values, str) else values
    try:
        if isinstance(values, str):
            raise Problem(values)
        return Read(number, transfer_of(values, today=today))
    except Problem as problem:
        return Read(number, None, problem.args[0], problem.fields, line, told)


def wrong_fields(values: Mapping[str, str], *, today: date) -> list[str]:
    """Names of the fields that are no part of a transfer as they stand, all at once. A missing sum or day is wrong too."""
    wrong = [name for name, shape in _SHAPES.items() if not shape.fullmatch(values.get(name, ""))]
    for name, reads in (("amount", lambda: _amount(values.get("amount", ""))), ("paid_on", lambda: _day(_day_told(values), today))):
        try:
            reads()
        except Problem:
            wrong.append(name)
    return wrong


def transfer_of(values: Mapping[str, str], *, today: date, line: str = "") -> Transfer:
    """The transfer that the fields of a line tell. `line` names the line of a file, for one that an officer answers for: it identifies a
    transfer that nothing else does. Raises `Problem`."""
    if wrong := wrong_fields(values, today=today):
        own = {"amount": "amount", "paid_on": "date"}
        raise Problem(own.get(wrong[0], "fields"), *wrong)
    told = {name: values.get(name, "") for name in _SHAPES}
    told["payment_id"] = told["payment_id"].upper()
    uin = values.get("uin", "")
    transfer = Transfer(
        source="registry",
        amount=_amount(values.get("amount", "")),
        paid_on=_day(_day_told(values), today),
        uin=uin if is_uin(uin) else "",
        uin_told=told_instead(uin),
        line=line,
        **told,
    )
    try:
        external_id(transfer)
    except ValueError:
        raise Problem("identity") from None
    return transfer


def _day_told(values: Mapping[str, str]) -> str:
    """The day the bank took the money, else that of the document."""
    return values.get("debited_on") or values.get("paid_on", "")


def _amount(text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text) or not (amount := Decimal(text.replace(",", "."))):
        raise Problem("amount")
    return amount


def _day(text: str, today: date) -> date:
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        d, m, y, iso_y, iso_m, iso_d = found.groups()
        day = date(int(y or iso_y), int(m or iso_m), int(d or iso_d))
    except ValueError:
        raise Problem("date") from None
    if not EARLIEST <= day <= today:
        raise Problem("date")
    return day
