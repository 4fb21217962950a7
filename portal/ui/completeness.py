"""Is every word of the sources translated, and every translation used?"""

import gettext
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from portal.ui import catalogues, extraction
from portal.ui.catalogues import Entry
from portal.ui.extraction import Message

# Packages whose own translations stay in use: words that we share with them need no entry of ours.
PACKAGES = ("django.conf", "django.contrib.admin", "django.contrib.auth", "django.contrib.humanize", "allauth")


@dataclass
class Report:
    missing: list[Message] = field(default_factory=list)
    unused: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def of_room(self, room: str | None) -> "Report":
        """What concerns one room; everything for None."""
        if room is None:
            return self
        return Report(
            missing=[item for item in self.missing if item.room == room],
            unused=[item for item in self.unused if item.source.stem == room],
            faults=[line for line in self.faults if line.startswith(f"{room}.po")],
        )

    def lines(self) -> list[str]:
        return [
            *(f"missing in {item.room}.po: {item.text!r} ({item.place})" for item in self.missing),
            *(f"unused in {item.source.name}: {item.entry.msgid!r}" for item in self.unused),
            *self.faults,
        ]


def report(language: str, base: Path | None = None, folder: Path | None = None) -> Report:
    """What is missing, unused and wrong in the catalogues of `language`. Raises CatalogueError for contradictions."""
    wanted = extraction.messages(base)
    have = catalogues.merged(language, folder)
    others = _translated_elsewhere(language)
    return Report(
        missing=[message for key, message in wanted.items() if key not in have and key not in others],
        unused=[item for item in catalogues.entries(language, folder) if not item.external and item.key not in wanted],
        faults=catalogues.faults(language, folder),
    )


def _translated_elsewhere(language: str) -> set[catalogues.Key]:
    found: set[catalogues.Key] = set()
    for package in PACKAGES:
        spec = find_spec(package)
        path = Path((spec.submodule_search_locations or [""])[0], "locale", language, "LC_MESSAGES", "django.mo") if spec else Path()
        if path.is_file():
            with path.open("rb") as compiled:
                found |= {_key(msgid) for msgid in gettext.GNUTranslations(compiled)._catalog}  # type: ignore[attr-defined]
    return found


def _key(msgid: str | tuple[str, int]) -> catalogues.Key:
    text = msgid[0] if isinstance(msgid, tuple) else msgid
    context, separator, words = text.partition("\x04")
    return (context, words) if separator else (None, text)
