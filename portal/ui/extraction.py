"""Which words our sources ask to translate, and in which room they stand."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from portal.settings.env import BASE_DIR

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "said": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PACKAGES = ("portal", "profiles", "cases", "patents", "permits", "appointments", "employment")
SKIPPED = {"migrations", "node_modules", "static", "__pycache__"}
# Folders under templates/ that are named otherwise than their room.
TEMPLATE_ROOMS = {
    "account": "accounts",
    "mfa": "accounts",
    "usersessions": "accounts",
    "allauth": "ui",
    "layouts": "ui",
    "admin": "accounts",
}


@dataclass(frozen=True)
class Message:
    """Words to translate, and the first place that uses them."""

    context: str | None
    text: str
    plural: str
    room: str
    place: str


def messages(base: Path | None = None) -> dict[tuple[str | None, str], Message]:
    """Every message of the sources under `base`, once. A plural use of words wins over a plain one."""
    found: dict[tuple[str | None, str], Message] = {}
    for message in _all(base or BASE_DIR):
        key = (message.context, message.text)
        if key not in found or (message.plural and not found[key].plural):
            found[key] = message
    return found


def _all(base: Path) -> Iterator[Message]:
    for path in _files(base, ".py"):
        yield from _from_python(path.read_text(encoding="utf-8"), base, path)
    for path in sorted([*_files(base, ".html"), *_template_files(base)]):
        yield from _from_python(_as_python(path), base, path)
    for path in sorted((base / "portal" / "legal" / "data").glob("**/*.yaml")):
        yield from _from_law(base, path)


def _files(base: Path, ending: str) -> list[Path]:
    found = [path for package in PACKAGES for path in (base / package).glob(f"**/*{ending}")]
    return sorted(path for path in found if SKIPPED.isdisjoint(path.relative_to(base).parts))


def _template_files(base: Path) -> Iterable[Path]:
    return (path for path in (base / "templates").glob("**/*.*") if path.suffix in (".html", ".txt"))


def _as_python(path: Path) -> str:
    # Indentation of a template means nothing to Python's tokenizer but trouble.
    return "\n".join(line.strip() for line in templatize(path.read_text(encoding="utf-8"), str(path)).splitlines())


def _from_python(source: str, base: Path, path: Path) -> Iterator[Message]:
    for line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        text, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        if text:
            yield Message(context, text, plural or "", room(path.relative_to(base)), f"{path.relative_to(base)}:{line}")


def _from_law(base: Path, path: Path) -> Iterator[Message]:
    """Citations are data, and are shown to people."""
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        for cite in _cites(document):
            yield Message(None, cite, "", "legal", str(path.relative_to(base)))


def _cites(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("cite"), str):
            yield value["cite"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _cites(part)


def room(path: Path) -> str:
    """The catalogue for the words of a file: `portal/ui/views.py` -> ui, `cases/models.py` -> cases, `templates/cases/x.html` -> cases."""
    first, *rest = path.parts
    if first == "templates":
        folder = rest[0] if len(rest) > 1 else "ui"
        return TEMPLATE_ROOMS.get(folder, folder)
    if first == "portal":
        return rest[0] if len(rest) > 1 and rest[0] != "settings" else "portal"
    return re.sub(r"\.py$", "", first)
