"""Series and number of a patent: what the portal issues, and what it reads as one, however a person typed it.

Issued: the series is two digits, the region's code. Number: year (2), serial number (7), check digit of Damm's scheme (1), which
catches every wrong digit and every swap of neighbours. Read: whatever fits the format of patents (`NumberFormat`), which no act
that we know sets [C]; older patents, and those that others issued, carry no check digit.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from stdnum import damm

MOST_SERIES: Final = 6  # characters, as the tables hold them
MOST_NUMBER: Final = 20
_SEPARATORS = re.compile(r"[\s\-–—.]+")
_BETWEEN = r"[\s№-]*"  # what people write between the digits of a number, and before it


@dataclass(frozen=True)
class NumberFormat:
    """How patents are numbered: two regular expressions of digits and capital letters, without groups that capture."""

    series: str = "[0-9]{2}"
    number: str = "[0-9]{10}"

    @property
    def is_digits(self) -> bool:
        return not re.search("[A-ZА-ЯЁ]", self.series + self.number)

    def canonical_series(self, typed: str) -> str | None:
        """The series in what was typed or pasted; None when it is not one."""
        if self._is_series(typed):
            return typed
        text = _bare(typed)
        return text if self._is_series(text) else None

    def canonical_number(self, typed: str) -> str | None:
        """The number in what was typed or pasted; None when it is not one."""
        if self._is_number(typed):
            return typed
        text = _bare(typed)
        return text if self._is_number(text) else None

    def canonical_pair(self, typed: str) -> tuple[str, str] | None:
        """Series and number from one field, "77 2600000017" or however it was typed; None unless it is both, in one way only."""
        text = _bare(typed)
        parts = [(text[:place], text[place:]) for place in range(1, min(len(text), MOST_SERIES + 1))]
        found = [(series, number) for series, number in parts if self._is_series(series) and self._is_number(number)]
        return found[0] if len(found) == 1 else None

    def numbers_in(self, text: str) -> frozenset[str]:
        """Everything in a text that can be the number of a patent, also inside a longer run: series and number may stand together."""
        return _numbers_in(self, text)

    @cached_property
    def as_programs_ask(self) -> re.Pattern[str]:
        """The query of an address that needs no decoding."""
        return re.compile(rf"series=({self.series})&number=({self.number})")

    @cached_property
    def series_before(self) -> re.Pattern[str]:
        """A series of its own at the end of a text; digits of a date or a sum ("15.03.26", "10 000,50") follow a digit and a mark."""
        own = r"(?<![0-9])(?<![0-9][./,-])(?<![0-9][./,-]\s)(?:(?=[0-9])|(?<![A-ZА-ЯЁ]))"  # letters are not the end of a word
        return re.compile(rf"{own}({self.series}){_BETWEEN}(?:(?:НОМЕР|НОМ\.?|NO\.?|N){_BETWEEN})?\Z")

    def _is_series(self, text: str) -> bool:
        return self._series.fullmatch(text) is not None

    def _is_number(self, text: str) -> bool:
        return self._number.fullmatch(text) is not None

    @cached_property
    def _series(self) -> re.Pattern[str]:
        return _plain(self.series, MOST_SERIES)

    @cached_property
    def _number(self) -> re.Pattern[str]:
        return _plain(self.number, MOST_NUMBER)


ISSUED: Final = NumberFormat()  # what the portal issues fits it


def number_of(*, year: int, serial: int) -> str:
    """Raises `ValueError` when the year's seven digits are used up."""
    if not 0 < serial < 10_000_000:
        raise ValueError("serial number out of range")
    body = f"{year % 100:02d}{serial:07d}"
    return body + damm.calc_check_digit(body)


def spelled(number: str) -> re.Pattern[str]:
    """Finds a number in the capitals of a text, however its characters are set apart."""
    return re.compile(rf"(?={_BETWEEN.join(map(re.escape, number))})")


@lru_cache(maxsize=256)
def _numbers_in(numbers: NumberFormat, text: str) -> frozenset[str]:
    run = re.sub(r"[\s№-]+", "", text.upper())
    pieces = {run[start:end] for start in range(len(run)) for end in range(start + 1, min(start + MOST_NUMBER, len(run)) + 1)}
    return frozenset(piece for piece in pieces if numbers._is_number(piece))


def _plain(pattern: str, most: int) -> re.Pattern[str]:
    """Whatever the format says, nothing that the tables could not hold."""
    return re.compile(rf"(?=[0-9A-ZА-ЯЁ]{{1,{most}}}\Z)(?:{pattern})")


def _bare(typed: str) -> str:
    """Without separators, in capitals; full-width and other compatibility characters become plain ones."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed.replace("№", " "))).upper()  # NFKC would make "No" of the sign


__all__ = ["ISSUED", "MOST_NUMBER", "MOST_SERIES", "NumberFormat", "number_of", "spelled"]
