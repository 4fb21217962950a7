"""INN, KPP, OGRN and OGRNIP as people type them, checked by their check digits."""

import re
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.ru import inn as inn_rule
from stdnum.ru import ogrn as ogrn_rule

_SEPARATORS = re.compile(r"[\s\-–—.]+")
_DIGITS = re.compile(r"[0-9]+")
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
INN_LENGTHS = {"company": 10, "sole_trader": 12, "person": 12}
OGRN_LENGTHS = {"company": 13, "sole_trader": 15}


def canonical_inn(typed: str, kind: str | None = None) -> str | None:
    """Ten or twelve digits with right check digits, of the length of `kind` when one is given; None otherwise."""
    text = _bare(typed)
    lengths = {INN_LENGTHS[kind]} if kind in INN_LENGTHS else {10, 12}
    return text if len(text) in lengths and _passes(inn_rule, text) else None


def canonical_ogrn(typed: str, kind: str) -> str | None:
    """13 digits for a company, 15 for a sole trader, with the right check digit; None otherwise."""
    text = _bare(typed)
    return text if len(text) == OGRN_LENGTHS.get(kind) and _passes(ogrn_rule, text) else None


def canonical_kpp(typed: str) -> str | None:
    """Nine characters: no check digit exists."""
    text = _bare(typed).upper()
    return text if _KPP.fullmatch(text) else None


def _passes(rule: object, text: str) -> bool:
    if not _DIGITS.fullmatch(text) or set(text) == {"0"}:
        return False
    try:
        rule.validate(text)  # type: ignore[attr-defined]
    except ValidationError:
        return False
    return True


def _bare(typed: str) -> str:
    """Without separators; full-width and other compatibility digits become ASCII."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed))
