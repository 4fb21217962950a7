"""In which letters a table was saved: found out from its bytes, a chunk at a time, so that a large file costs no memory."""

import codecs
import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

MIXED: Final = _("The table is in two encodings: line %(utf8)s in UTF-8, line %(other)s in another. Save the whole table as CSV in UTF-8.")
# Two Russian letters of UTF-8 in a row. In windows-1251 they would be nonsense like "РёС": no table holds that by intention.
_UTF8_PAIR: Final = re.compile(rb"(?:[\xd0\xd1][\x80-\xbf]){2}")
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # UTF-32 begins with one of them or holds NUL


class NoText(ValueError):
    """NUL bytes or the mark of UTF-16: a program's file, or a table saved as "Unicode text"."""


class MixedLetters(ValueError):
    """Some lines are UTF-8 and others are not: read in one way, part of the names would be nonsense. The first line of each, from 1."""

    def __init__(self, *, utf8: int, other: int) -> None:
        self.lines = {"utf8": utf8, "other": other}
        super().__init__(utf8, other)


def letters_of(chunks: Iterable[bytes]) -> str:
    """The name of the encoding: UTF-8 with or without its mark when every byte is, windows-1251 otherwise.

    Raises `NoText`, and `MixedLetters` for a file that is not UTF-8 and holds Russian words of UTF-8, or begins with its mark."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, utf8, other, end, is_first = 1, 0, 0, b"", True
    for chunk in chunks:
        if b"\x00" in chunk or (is_first and chunk.startswith(_WIDE_MARKS)):
            raise NoText
        if is_first and chunk.startswith(codecs.BOM_UTF8):
            utf8 = 1
        both = end + chunk
        if not utf8 and (found := _UTF8_PAIR.search(both)):
            utf8 = lines + both.count(b"\n", 0, found.start()) - end.count(b"\n")
        other = other or _strange(decoder, chunk, line=lines)
        lines, end, is_first = lines + chunk.count(b"\n"), both[-3:], False
    other = other or _strange(decoder, b"", line=lines, final=True)
    if other and utf8:
        raise MixedLetters(utf8=utf8, other=other)
    return "cp1251" if other else "utf-8-sig"


def _strange(decoder: codecs.IncrementalDecoder, chunk: bytes, *, line: int, final: bool = False) -> int:
    """The line of the first byte that is not UTF-8; 0 without one. `line` is that of the first byte of the piece."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        return line + error.object.count(b"\n", 0, error.start)
    return 0


__all__ = ["MIXED", "MixedLetters", "NoText", "letters_of"]
