"""How machine-readable lines write a name: ICAO 9303 part 3, section 6. One way only.

The other way is never guessed: a Russian spelling is typed by the person from a visa or a translation.
"""

import re
import unicodedata
from typing import Final

_TABLE: Final = (
    "АA БB ВV ГG ДD ЕE ЁE ЖZH ЗZ ИI ЙI ІI КK ЛL МM НN ОO ПP РR СS ТT УU ФF ХKH ЦTS ЧCH ШSH ЩSHCH ЪIE ЫY Ь ЭE ЮIU ЯIA ҐG ЄIE ЇI ЎU"
)
_CYRILLIC: Final = {pair[0]: pair[1:] for pair in _TABLE.split()}
_LATIN: Final = {pair[0]: pair[1:] for pair in ["ÆAE", "ŒOE", "ØOE", "ÐD", "ÞTH", "ẞSS", "ŁL", "ĐD", "ĦH", "ŊN", "ŦT", "ƏE", "ĲIJ", "İI"]}
# Letters that issuing states write in two ways. Both are right.
_UMLAUTS: Final = {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ñ": "NXX"}
_NOT_LETTERS: Final = re.compile("[^A-Z]+")
# Apostrophes, also those of Uzbek oʻ and gʻ, disappear; hyphens and spaces become one filler.
_APOSTROPHES: Final = re.compile("['`´‘’ʻʼ]")


def mrz_name(name: str, *, umlauts: bool = False) -> str:
    """`name` as a machine-readable line writes it, words parted by one space. `umlauts` writes Ü as UE, otherwise as U.

    Letters outside the tables of ICAO (Tajik Ҷ, Kyrgyz Ң) vanish: their Latin spelling is only in the passport."""
    table = _CYRILLIC | _LATIN | (_UMLAUTS if umlauts else {})
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", name)).replace("ß", "SS").upper()
    plain = unicodedata.normalize("NFD", "".join(table.get(char, char) for char in text))
    return _NOT_LETTERS.sub(" ", "".join(char for char in plain if not unicodedata.combining(char))).strip()


def names_agree(written: str, in_lines: str, *, truncated: bool = False) -> bool:
    """Whether a name as printed can be the one in the machine-readable lines, which may break off when `truncated`."""
    readings = {mrz_name(written), mrz_name(written, umlauts=True)}
    target = mrz_name(in_lines)
    if target in readings:
        return True
    return truncated and any(_shortened(reading, target) for reading in readings)


def _shortened(full: str, short: str) -> bool:
    """Each word of `short` begins the word of `full` at its place: lines that are too long cut words or drop the last ones."""
    full_words, short_words = full.split(), short.split()
    return bool(short_words) and len(short_words) <= len(full_words) and all(map(str.startswith, full_words, short_words))
