"""The sender's name of a file: only ever shown, never used as a path."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 100
_NOT_SHOWN: Final = re.compile(r'[<>:"/\\|?*%;=@`$^]')


def shown_name(name: str, *, extension: str) -> str:
    """`name` without folders, invisible and control characters, with the extension that its content has.

    "../../etc/pa\\u202efdp.exe" -> "pafdp.jpg"; a name of which nothing is left becomes "document"."""
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", "".join(char for char in last if _is_shown(char)))
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", " ".join(_NOT_SHOWN.sub("", text).split()))
    # A leading dot hides a file, a leading = or + is a formula where names are listed in a table.
    stem = stem.strip(" .-+=@_")[:_LONGEST].strip()
    return f"{stem or 'document'}.{extension}"


def _is_shown(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
