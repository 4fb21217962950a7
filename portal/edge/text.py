"""Text that people typed: one normal form, nothing invisible, nothing that breaks a page or a database."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Zero-width characters, marks of direction and of annotation, tags: they change how text looks or sorts, never what it says.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_SPACES = re.compile(r"[^\S\n]+")


def clean_text(value: str, *, max_length: int, multiline: bool = False) -> str:
    """`value` in NFC, without invisible characters, spaces collapsed.

    Raises `ValidationError` for NUL and other control characters, lone surrogates, and text over `max_length`."""
    text = value.replace("\r\n", "\n").replace("\r", "\n") if multiline else value
    if any(_is_forbidden(char, multiline) for char in text):
        raise ValidationError(_("The text holds characters that cannot be kept. Delete them and type again."), code="characters")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _SPACES.sub(" ", text).strip()
    if len(text) > max_length:
        raise ValidationError(_("The text is longer than %(limit)d characters."), code="max_length", params={"limit": max_length})
    return text


def _is_forbidden(char: str, multiline: bool) -> bool:
    category = unicodedata.category(char)
    if category in {"Cs", "Co", "Cn"}:
        return True
    return category == "Cc" and not (char == "\t" or (multiline and char == "\n"))
