"""From typed or pasted text to the lines of a machine-readable zone. Nothing that carries meaning is changed."""

import re
import unicodedata
from typing import Final

SIZES: Final = {"TD3": (2, 44), "TD2": (2, 36), "TD1": (3, 30)}
# The line with the names: it ends in fillers that no check digit covers, so their number may be put right.
NAME_LINE: Final = {"TD3": 0, "TD2": 0, "TD1": 2}
LONGEST_TEXT: Final = 400

# Letters of Cyrillic and Greek keyboards that look like a Latin one. They are mapped, everything else is refused.
_LOOK_ALIKES: Final = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕкмнтΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABEKMHOPCTYXIJSAEOPCYXIJSKMHTABEZHIKMNOPTYX",
)
_FILLERS: Final = str.maketrans({"‹": "<", "〈": "<", "≪": "<<", "＜": "<"})
_LOWER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_INVISIBLE: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_LINE_BREAK: Final = re.compile(r"[\r\n\u2028\u2029\x0b\x0c\x85]+")


def read_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """The format ("TD1", "TD2", "TD3") and its lines; ("", the lines as they are) when no format fits.

    The sign « is what phones and word processors make of "<<", sometimes of "<": the reading that fits is taken."""
    readings = [_typed_lines(text, guillemet) for guillemet in ("<<", "<")]
    for shape in (_by_length, _by_filled_names):
        for lines in readings:
            if found := shape(lines):
                return found, _arrange(lines, found)
    return "", readings[0]


def _typed_lines(text: str, guillemet: str) -> tuple[str, ...]:
    lines = (canonical(line.replace("«", guillemet)) for line in _LINE_BREAK.split(text))
    return _parted(tuple(line for line in lines if line))


def _parted(lines: tuple[str, ...]) -> tuple[str, ...]:
    """A passport pasted without its line break, unless its length already says everything: the second line has no fillers at its end."""
    if len(lines) == 1 and lines[0].startswith("P") and 50 < len(lines[0]) != 88 and len(lines[0]) not in (72, 90):
        return lines[0][:-44], lines[0][-44:]
    return lines


def canonical(line: str) -> str:
    """Capitals without spaces and invisible characters, look-alikes of other keyboards as the Latin letter they look like."""
    line = _INVISIBLE.sub("", line.translate(_FILLERS))
    # Full-width letters and digits become plain ones; characters that would become several stay and are named later.
    line = "".join(plain if len(plain := unicodedata.normalize("NFKC", char)) == 1 and plain.isascii() else char for char in line)
    return line.translate(_LOOK_ALIKES).translate(_LOWER)


def _by_length(lines: tuple[str, ...]) -> str:
    """The format whose size this text has, wherever the line breaks fell."""
    total = sum(map(len, lines))
    return next((name for name, (count, width) in SIZES.items() if count * width == total), "")


def _by_filled_names(lines: tuple[str, ...]) -> str:
    """The format that fits once the fillers at the end of the names are counted right."""
    return next((name for name in SIZES if _fits_with_names_filled(lines, name)), "")


def _fits_with_names_filled(lines: tuple[str, ...], name: str) -> bool:
    count, width = SIZES[name]
    if len(lines) != count:
        return False
    others = [line for number, line in enumerate(lines) if number != NAME_LINE[name]]
    names = lines[NAME_LINE[name]].rstrip("<")
    return all(len(line) == width for line in others) and 0 < len(names) <= width


def _arrange(lines: tuple[str, ...], name: str) -> tuple[str, ...]:
    count, width = SIZES[name]
    joined = "".join(lines)
    if len(joined) == count * width:
        return tuple(joined[start : start + width] for start in range(0, len(joined), width))
    return tuple(line.rstrip("<").ljust(width, "<") if number == NAME_LINE[name] else line for number, line in enumerate(lines))
