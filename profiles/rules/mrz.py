"""The machine-readable zone of passports and identity cards: ICAO 9303 parts 3 to 6.

`parse` reads typed or pasted lines, verifies every check digit and either answers what they say or raises
`MrzError` with everything that is wrong at once. Nothing is guessed: look-alikes are only suggested.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from profiles.rules import mrz_dates, states
from profiles.rules.check_digit import check_digit
from profiles.rules.mrz_layout import LAYOUTS, Cell, Layout, Span
from profiles.rules.mrz_problems import Hint, MrzError, Problem, hint_for_check, look_alike, problem
from profiles.rules.mrz_text import LONGEST_TEXT, SIZES, read_lines

_IDENTITY_CODES: Final = {"TD3": "P", "TD2": "ACIP", "TD1": "ACIP"}


@dataclass(frozen=True)
class MrzData:
    """What the lines say. Names are as transliterated there, without fillers."""

    format: str  # "TD1", "TD2", "TD3"
    document_code: str  # "P", "ID" ...
    issuing_state: str  # ICAO code: "TJK", "D", "XXB"
    number: str
    family_name: str
    given_names: str  # "" for a person with one name
    names_truncated: bool  # the names fill the line, so the document may hold more of them
    nationality: str  # ICAO code
    birth_date: date | None  # None: not fully known to the issuing state
    sex: str  # "F", "M", "X" for not specified
    expires_on: date | None  # None: the document does not expire
    optional: str
    lines: tuple[str, ...]

    @property
    def citizenship(self) -> str:
        """As the profile keeps it: ISO alpha-2 or a status; "" for a specimen."""
        return states.citizenship_of(self.nationality)

    @property
    def kind(self) -> str:
        """ "passport" or "id_card"."""
        return "passport" if self.document_code.startswith("P") else "id_card"

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def parse(text: str, *, on: date) -> MrzData:
    """What the lines in `text` say to a reader on the civil date `on`. Raises `MrzError`."""
    layout, lines = _shaped(text)
    problems = _wrong_characters(layout, lines)
    unreadable = {found.field for found in problems}
    meaningless = _wrong_meaning(layout, lines, unreadable, on)
    problems += meaningless + _wrong_checks(layout, lines, unreadable | {found.field for found in meaningless})
    if problems:
        raise MrzError(problems)
    return _read(layout, lines, on)


def _shaped(text: str) -> tuple[Layout, tuple[str, ...]]:
    if len(text) > LONGEST_TEXT:
        raise MrzError([Problem(0, "text", 0, 0, "too_long")])
    name, lines = read_lines(text)
    if not lines:
        raise MrzError([Problem(0, "text", 0, 0, "empty")])
    if not name:
        raise MrzError(_wrong_shape(lines))
    return LAYOUTS[name], lines


def _wrong_shape(lines: tuple[str, ...]) -> list[Problem]:
    """Lines of about the right length are named one by one; anything else is described as a whole."""
    longest = max(map(len, lines))
    likely = "TD1" if len(lines) == 3 else "TD3" if longest > 39 else "TD2"
    count, width = SIZES[likely]
    near = len(lines) == count and all(abs(len(line) - width) <= 6 for line in lines)
    if not near:
        return [Problem(0, "text", 0, 0, "shape", {"lengths": ", ".join(str(len(line)) for line in lines[:5])})]
    wrong = [(number, line) for number, line in enumerate(lines, 1) if len(line) != width]
    return [Problem(number, "text", 1, len(line), "line_length", {"length": len(line), "width": width}) for number, line in wrong]


def _wrong_characters(layout: Layout, lines: tuple[str, ...]) -> list[Problem]:
    cells = [(cell.field, cell.span, cell.allowed) for cell in layout.cells] + list(layout.check_spans())
    return [
        _wrong_character(field, Span(span.line, position, position), char, allowed)
        for field, span, allowed in cells
        for position, char in enumerate(span.of(lines), span.start)
        if char not in allowed
    ]


def _wrong_character(field: str, span: Span, char: str, allowed: frozenset[str]) -> Problem:
    if not (char == "<" or (char.isascii() and char.isalnum())):
        shown = char if char.isprintable() else f"U+{ord(char):04X}"
        return problem(span, field, "unknown_character", char=shown)
    twin = look_alike(char, allowed)
    return problem(span, field, "character", char=char, hint=Hint(span.line, span.start, char, twin) if twin else None)


def _wrong_checks(layout: Layout, lines: tuple[str, ...], unreadable: set[str]) -> list[Problem]:
    checked = [cell for cell in layout.cells if cell.check and not unreadable & _covers(layout, cell, lines)]
    problems = [found for cell in checked if (found := _wrong_check(layout, cell, lines))]
    covered = {cell.field for cell in layout.cells} - {"code", "state", "names", "nationality", "sex"} | {"composite"}
    if not problems and not unreadable & covered:
        problems += _wrong_composite(layout, lines)
    return problems


def _covers(layout: Layout, cell: Cell, lines: tuple[str, ...]) -> set[str]:
    """The fields that the check digit of `cell` is reckoned from: a long number goes on in the optional data."""
    spans, _digit = _checked(layout, cell, lines)
    return {cell.field, "optional"} if len(spans) > 1 else {cell.field}


def _wrong_check(layout: Layout, cell: Cell, lines: tuple[str, ...]) -> Problem | None:
    spans, digit_span = _checked(layout, cell, lines)
    text, digit = "".join(span.of(lines) for span in spans), digit_span.of(lines)
    if digit == "<" and not text.strip("<"):
        return None if cell.field != "number" else problem(cell.span, cell.field, "no_number")
    if digit == "<":
        return problem(cell.span, cell.field, "no_check_digit")
    if digit == check_digit(text):
        return None
    places = [(span.line, position) for span in spans for position in range(span.start, span.end + 1)]
    return problem(cell.span, cell.field, "check_digit", at=digit_span.start, hint=hint_for_check(text, digit, places, cell.allowed))


def _checked(layout: Layout, cell: Cell, lines: tuple[str, ...]) -> tuple[tuple[Span, ...], Span]:
    """What the check digit covers and where it stands. A number longer than nine characters goes on in the optional data
    (part 5, 4.2.2.2 and part 6, 4.2.2.2): a filler takes the digit's place, the digit stands after the last character."""
    assert cell.check
    optional = layout.cell("optional").span
    rest = optional.of(lines).split("<")[0]
    if cell.field != "number" or layout.name == "TD3" or cell.check.of(lines) != "<" or len(rest) < 2:
        return (cell.span,), cell.check
    last = optional.start + len(rest) - 1
    return (cell.span, Span(optional.line, optional.start, last - 1)), Span(optional.line, last, last)


def _wrong_composite(layout: Layout, lines: tuple[str, ...]) -> list[Problem]:
    text = "".join(span.of(lines) for span in layout.composite_over)
    if check_digit(text) == layout.composite.of(lines):
        return []
    return [problem(layout.composite, "composite", "composite")]


def _wrong_meaning(layout: Layout, lines: tuple[str, ...], unreadable: set[str], on: date) -> list[Problem]:
    """Problems of fields whose characters are right but which say nothing possible."""
    checks = {
        "code": _wrong_code(layout, lines),
        "state": _wrong_state(layout.cell("state"), lines),
        "nationality": _wrong_state(layout.cell("nationality"), lines),
        "names": _wrong_names(layout.cell("names"), lines),
        "birth": _wrong_date(layout.cell("birth"), lines, on),
        "expiry": _wrong_date(layout.cell("expiry"), lines, on),
        "number": _empty_number(layout.cell("number"), lines),
    }
    return [found for field, found in checks.items() if found and field not in unreadable]


def _wrong_code(layout: Layout, lines: tuple[str, ...]) -> Problem | None:
    cell = layout.cell("code")
    first = cell.span.of(lines)[0]
    if first == "V":
        return problem(cell.span, "code", "visa")
    return None if first in _IDENTITY_CODES[layout.name] else problem(cell.span, "code", "not_identity")


def _wrong_state(cell: Cell, lines: tuple[str, ...]) -> Problem | None:
    written = cell.span.of(lines)
    code = written.rstrip("<")
    return None if states.is_known(code) else problem(cell.span, cell.field, "unknown_state", value=written)


def _wrong_names(cell: Cell, lines: tuple[str, ...]) -> Problem | None:
    names = cell.span.of(lines)
    if not names.strip("<"):
        return problem(cell.span, "names", "no_names")
    return problem(cell.span, "names", "names_order") if names.startswith("<") else None


def _empty_number(cell: Cell, lines: tuple[str, ...]) -> Problem | None:
    assert cell.check
    missing = not cell.span.of(lines).strip("<") and cell.check.of(lines) != "<"
    return problem(cell.span, "number", "no_number") if missing else None


def _wrong_date(cell: Cell, lines: tuple[str, ...], on: date) -> Problem | None:
    text = cell.span.of(lines)
    if "<" in text:
        # Part 3, 4.8: an unknown day, or day and month, or the whole date is filled; a document that does not expire has no expiry.
        known = text.rstrip("<")
        rule = len(known) in ({0, 2, 4} if cell.field == "birth" else {0}) and "<" not in known
        return None if rule else problem(cell.span, cell.field, "half_date")
    day = mrz_dates.birth_date(text, on=on) if cell.field == "birth" else mrz_dates.expiry_date(text, on=on)
    return None if day else problem(cell.span, cell.field, "no_such_day", value=f"{text[:2]} {text[2:4]} {text[4:]}")


def _read(layout: Layout, lines: tuple[str, ...], on: date) -> MrzData:
    """Only called when nothing is wrong."""

    def text(field: str) -> str:
        return layout.cell(field).span.of(lines)

    expiry = None if "<" in text("expiry") else mrz_dates.expiry_date(text("expiry"), on=on)
    family, given = _names(text("names"))
    number, optional = _number_and_rest(layout, lines)
    return MrzData(
        format=layout.name,
        document_code=text("code").rstrip("<"),
        issuing_state=text("state").rstrip("<"),
        number=number,
        family_name=family,
        given_names=given,
        names_truncated=not text("names").endswith("<"),
        nationality=text("nationality").rstrip("<"),
        birth_date=None if "<" in text("birth") else mrz_dates.birth_date(text("birth"), on=on, before=expiry),
        sex={"<": "X"}.get(text("sex"), text("sex")),
        expires_on=expiry,
        optional=optional,
        lines=lines,
    )


def _names(text: str) -> tuple[str, str]:
    """Family name before the first double filler, given names after it; one filler parts two words."""
    family, _, given = text.partition("<<")
    return " ".join(family.replace("<", " ").split()), " ".join(given.replace("<", " ").split())


def _number_and_rest(layout: Layout, lines: tuple[str, ...]) -> tuple[str, str]:
    cell = layout.cell("number")
    spans, digit = _checked(layout, cell, lines)
    number = "".join(span.of(lines) for span in spans).replace("<", "")
    optional = layout.cell("optional").span
    start = digit.start + 1 if len(spans) > 1 else optional.start
    return number, Span(optional.line, start, optional.end).of(lines).replace("<", " ").strip()


__all__ = ["MrzData", "MrzError", "Problem", "parse"]
