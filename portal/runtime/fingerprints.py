"""Has anything changed since a step was last done? A fingerprint of its inputs answers without doing it."""

import hashlib
from collections.abc import Iterable

from portal.runtime.addresses import BASE_DIR

_NEVER_AN_INPUT = {"node_modules", "__pycache__", ".venv", "var"}


def fingerprint(patterns: Iterable[str]) -> str:
    """Of the content of all files that match the patterns (relative to the checkout)."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in BASE_DIR.glob(pattern)}):
        relative = path.relative_to(BASE_DIR)
        if path.is_file() and _NEVER_AN_INPUT.isdisjoint(relative.parts):
            digest.update(f"{relative}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
