"""Professions that a patent may name."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

_FILE = Path(__file__).parent / "data" / "professions.yaml"


@cache
def _names() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in yaml.safe_load(_FILE.read_text(encoding="utf-8"))}


def is_known(code: str) -> bool:
    return code in _names()


def name(code: str, language: str | None = None) -> str:
    """The profession in the active (or given) language; the code itself for one that is no longer offered."""
    row = _names().get(code)
    return (row.get(language or get_language() or "ru") or row["ru"]) if row else code


def choices() -> list[tuple[str, str]]:
    """By name in the active language."""
    return sorted(((code, name(code)) for code in _names()), key=lambda pair: pair[1].casefold().replace("ё", "е"))
