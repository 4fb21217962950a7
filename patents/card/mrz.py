"""The machine-readable zone of the card: ICAO Doc 9303 part 5 (TD1, three lines of 30), names and check digits by part 3.

Document code `AR`. Part 5 asks for A, C or I in front and leaves the second letter to the issuing State, except V, and C after A, which
is a crew member's certificate; AR is what permits of residence already carry, so that readers take it for an official document that is
not a travel document. The number of a patent has twelve digits and the field nine: the rest goes on in the optional data, as part 5 says.
"""

from datetime import date
from typing import Final

from profiles.rules.check_digit import check_digit
from profiles.rules.states import alpha3_of
from profiles.rules.transliteration import mrz_name

DOCUMENT_CODE: Final = "AR"
ISSUING_STATE: Final = "RUS"
WIDTH: Final = 30
LONGEST_PRIMARY: Final = WIDTH - 3  # two fillers and at least one letter of the given names


def td1(
    *, number: str, family_name: str, given_names: str, birth_date: date, sex: str, citizenship: str, expires_on: date
) -> tuple[str, str, str]:
    """The three lines. Raises `ValueError` when no part of the name can be written in the letters of the zone."""
    first = f"{DOCUMENT_CODE}{ISSUING_STATE}{_numbered(number)}".ljust(WIDTH, "<")
    born, ends = _dated(birth_date), _dated(expires_on)
    second = f"{born}{sex if sex in ('F', 'M') else '<'}{ends}{alpha3_of(citizenship).ljust(3, '<')}".ljust(WIDTH - 1, "<")
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second + composite, name_line(family_name, given_names)


def name_line(family_name: str, given_names: str) -> str:
    """Family name, two fillers, given names; shortened by part 5, 4.2.2.3: then a letter stands in the last place.

    A person with one name has it in front, whichever of the two it was called."""
    primary, secondary = (mrz_name(name).replace(" ", "<") for name in (family_name, given_names))
    if not primary:
        primary, secondary = secondary, ""
    if not primary:
        raise ValueError("no letter of the name can be written in the machine-readable zone")
    whole = f"{primary}<<{secondary}" if secondary else primary
    return whole.ljust(WIDTH, "<") if len(whole) <= WIDTH else _shortened(primary, secondary)


def _shortened(primary: str, secondary: str) -> str:
    """As much as fits. Where the cut would fall on a filler, the primary name gives up letters until it falls on a letter."""
    longest = min(len(primary), LONGEST_PRIMARY if secondary else WIDTH)
    for kept in range(longest, 0, -1):
        front, room = primary[:kept], WIDTH - kept - 2
        if front.endswith("<"):
            continue
        line = f"{front}<<{secondary[:room]}" if secondary else _ends_in_a_letter(primary)
        if len(line) == WIDTH and not line.endswith("<"):
            return line
    return _ends_in_a_letter(f"{primary}<<{secondary}")


def _ends_in_a_letter(text: str) -> str:
    """The first 30 places of a text that is longer, one letter taken out when the 30th would be a filler."""
    if text[WIDTH - 1] != "<":
        return text[:WIDTH]
    last = max(place for place in range(WIDTH - 1) if text[place] != "<" and text[place - 1] != "<")
    return _ends_in_a_letter(text[:last] + text[last + 1 :])


def _numbered(number: str) -> str:
    """The number with its check digit; a longer one leaves a filler in the digit's place and goes on behind it."""
    if len(number) <= 9:
        return number.ljust(9, "<") + check_digit(number.ljust(9, "<"))
    return f"{number[:9]}<{number[9:]}{check_digit(number)}<"


def _dated(day: date) -> str:
    written = f"{day:%y%m%d}"
    return written + check_digit(written)


__all__ = ["td1"]
