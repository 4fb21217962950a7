"""In which script a name is written. A passport's name is Latin, its Russian spelling is Cyrillic."""

import unicodedata
from typing import Final

_BETWEEN: Final = frozenset(" -.'’‘`ʻʼ,()")


def is_written_in(script: str, name: str) -> bool:
    """Whether `name` holds letters of `script` ("LATIN", "CYRILLIC") and what stands between words, nothing else."""
    letters = [char for char in unicodedata.normalize("NFC", name) if char not in _BETWEEN]
    return bool(letters) and all(_is_of(script, char) for char in letters)


def _is_of(script: str, char: str) -> bool:
    if unicodedata.category(char)[0] == "M":
        return True  # an accent that has no letter of its own with it
    return unicodedata.category(char)[0] == "L" and unicodedata.name(char, "").startswith(script)
