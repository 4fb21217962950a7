"""How a finished Russian sentence sounds: a preposition takes a vowel before a cluster it cannot be said with.

A translation says «с %(day)s» and cannot know the day: «с 3 ноября», but «со 2 ноября» (со второго). So the sentence is put right
once it is filled: by `portal.legal.wording.said`, by `{% blocktranslate %}` and by the text of a refusal. Where Python fills
a translation itself with a day after «с», it calls `well_said`."""

import re

_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
# Between the preposition and the day there may stand a mark of emphasis or of direction.
_GAP = r"(?:\s|<[^<>]*>|[\u2066-\u2069\u200e\u200f])+"
_BEFORE_THE_SECOND = re.compile(rf"\b([Сс])(?={_GAP}2(?:-го\b|\s+(?:{_MONTHS})\b))")
_TWO_STOPS = re.compile(r"([0-9]\sг\.(?:</[^<>]*>|[\u2066-\u2069\u200e\u200f])*)\.(?!\.)")  # a sentence that ends in «14 июня 2026 г.»
_BEFORE_TUESDAY = re.compile(rf"\b([Вв])(?={_GAP}вторник)")


def well_said(text: str) -> str:
    """`text` with «со 2 ноября», «во вторник» where it had «с 2 ноября», «в вторник», and with one full stop where a sentence ends in
    «2026 г.». Other languages have no such words and stay as they are.

    Text that is marked safe for HTML comes back as plain text: who fills a template marks it again."""
    return _TWO_STOPS.sub(r"\1", _BEFORE_TUESDAY.sub(r"\1о", _BEFORE_THE_SECOND.sub(r"\1о", text)))


__all__ = ["well_said"]
