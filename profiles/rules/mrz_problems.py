"""What is wrong with a machine-readable zone, in words that name the line, the field and the positions."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation
from profiles.rules.check_digit import check_digit
from profiles.rules.mrz_layout import FIELD_NAMES, Span

# Pairs that are taken for each other when lines are copied by eye. They are suggested, never exchanged silently.
_PAIRS: Final = ("O0", "I1", "S5", "B8", "Z2", "G6", "D0", "Q0")
_AS_DIGIT: Final = {pair[0]: pair[1] for pair in _PAIRS}
_AS_LETTER: Final = {pair[1]: pair[0] for pair in reversed(_PAIRS)}


_PLACE: Final = _("Line %(line)d, %(field)s (position %(start)d)")
_PLACES: Final = _("Line %(line)d, %(field)s (positions %(start)d–%(end)d)")


@dataclass(frozen=True)
class Problem:
    """One thing to correct. `line` is 0 when the text as a whole does not fit any document."""

    line: int
    field: str
    start: int
    end: int
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict, compare=False)
    hint: "Hint | None" = None

    def __str__(self) -> str:
        text = str(_MESSAGES[self.code]) % self.params
        if self.line:
            text = f"{self._place()}: {text}"
        return f"{text} {self.hint}" if self.hint else text

    def _place(self) -> str:
        name = FIELD_NAMES.get(self.field.rstrip("2"), self.field)
        template = _PLACE if self.start == self.end else _PLACES
        return str(template) % {"line": self.line, "field": name, "start": self.start, "end": self.end}


@dataclass(frozen=True)
class Hint:
    """A look-alike that would make the line right. The person decides."""

    line: int
    position: int
    typed: str
    meant: str

    def __str__(self) -> str:
        return str(_("Is position %(position)d perhaps %(meant)s and not %(typed)s?")) % {
            "position": self.position,
            "typed": _named(self.typed),
            "meant": _named(self.meant),
        }


class MrzError(RuleViolation):
    """The lines cannot be right. `problems` holds everything found, in reading order."""

    code = "mrz"
    message = _("The machine-readable lines do not fit.")

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.start, problem.end)))
        super().__init__()


def problem(span: Span, field_code: str, code: str, *, hint: Hint | None = None, **params: Any) -> Problem:
    return Problem(span.line, field_code, span.start, span.end, code, params, hint)


def look_alike(char: str, allowed: frozenset[str]) -> str:
    """The one character that looks like `char` and may stand here, or ""."""
    for twin in (_AS_DIGIT.get(char, ""), _AS_LETTER.get(char, "")):
        if twin and twin in allowed:
            return twin
    return ""


def hint_for_check(text: str, digit: str, places: list[tuple[int, int]], allowed: frozenset[str]) -> Hint | None:
    """The only exchange of a look-alike in `text` after which `digit` fits; None when there is none or more than one.

    `places` says for each character of `text` in which line and position it stands."""
    found = []
    for index, char in enumerate(text):
        twin = look_alike(char, allowed)
        if twin and check_digit(text[:index] + twin + text[index + 1 :]) == digit:
            found.append(Hint(*places[index], char, twin))
    return found[0] if len(found) == 1 else None


def _named(char: str) -> str:
    if char == "<":
        return str(_("the sign <"))
    return str(_("the digit %(char)s") if char.isdigit() else _("the letter %(char)s")) % {"char": char}


_MESSAGES: Final = {
    "empty": _("Type the lines from the bottom of the page with your photo."),
    "too_long": _("This text is much longer than the lines of a document. Type only the lines with the signs <."),
    "shape": _(
        "These lines do not have the length of a document’s lines: the length of what you typed is %(lengths)s. "
        "A passport has 2 lines of 44 characters, an identity card 3 lines of 30, some documents 2 lines of 36. Count the signs < too."
    ),
    "line_length": _("there are %(length)d characters and should be %(width)d. Count the signs < again."),
    "character": _("“%(char)s” cannot stand here."),
    "unknown_character": _("“%(char)s” cannot stand in these lines: they hold only Latin letters, digits and the sign <."),
    "check_digit": _("the check digit does not fit. Compare each character with the document; the check digit is at position %(at)d."),
    "composite": _("it does not fit the line although each part does. Compare lines and digits with the document once more."),
    "no_check_digit": _("the check digit after it is missing."),
    "visa": _("these are the lines of a visa. Type the lines of the passport."),
    "not_identity": _("a passport begins with P, an identity card with A, C or I. These are the lines of another document."),
    "unknown_state": _("no state has the code %(value)s."),
    "no_names": _("the names are missing."),
    "names_order": _("the names must begin with a letter and fill the line to its end with the sign <."),
    "no_number": _("the number is missing."),
    "no_such_day": _("there is no such day: %(value)s (year, month, day, two digits each)."),
    "half_date": _("a date is six digits: year, month, day."),
}
