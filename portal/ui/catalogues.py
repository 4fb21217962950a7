"""Translations: one catalogue per room and language in `locale/<language>/<room>.po`, merged into one binary for Django.

No system tools: polib reads and compiles. A catalogue whose header says `X-External: yes` translates another package's
words, which our sources do not show (the officers' theme).
"""

import gettext
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings

# one day, two days, five days: 1, 21, 31 | 2-4, 22-24 | the rest
RUSSIAN_PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
PLURALS = {"ru": (3, RUSSIAN_PLURALS)}
DEFAULT_PLURALS = (2, "nplurals=2; plural=(n != 1);")
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]+\}")

Key = tuple[str | None, str]


class CatalogueError(ValueError):
    """Catalogues that contradict each other or cannot be compiled; the text names file and entry."""


@dataclass(frozen=True)
class Entry:
    """One translated entry and the catalogue it stands in."""

    entry: polib.POEntry
    source: Path
    external: bool

    @property
    def key(self) -> Key:
        return self.entry.msgctxt, self.entry.msgid

    @property
    def forms(self) -> tuple[str, ...]:
        plural = self.entry.msgstr_plural
        return tuple(plural[number] for number in sorted(plural)) if plural else (self.entry.msgstr,)

    @property
    def is_complete(self) -> bool:
        return "fuzzy" not in self.entry.flags and all(form.strip() for form in self.forms)


def root() -> Path:
    return Path(settings.LOCALE_PATHS[0])


def sources(language: str, folder: Path | None = None) -> list[Path]:
    return sorted(((folder or root()) / language).glob("*.po"))


def languages(folder: Path | None = None) -> list[str]:
    """Languages that have catalogues."""
    return sorted(path.name for path in (folder or root()).iterdir() if path.is_dir() and any(path.glob("*.po")))


def entries(language: str, folder: Path | None = None) -> Iterator[Entry]:
    for source in sources(language, folder):
        try:
            catalogue = polib.pofile(str(source), encoding="utf-8")
        except OSError as error:  # polib raises it for a syntax error, with the line
            raise CatalogueError(f"{source.name}: {error}") from error
        external = catalogue.metadata.get("X-External", "") == "yes"
        for entry in catalogue:
            if not entry.obsolete:
                yield Entry(entry, source, external)


def merged(language: str, folder: Path | None = None) -> dict[Key, Entry]:
    """Every complete entry. Raises CatalogueError when two catalogues translate the same words differently.

    Our own words win over those of another package."""
    found: dict[Key, Entry] = {}
    for item in sorted(entries(language, folder), key=lambda item: item.external):
        if not item.is_complete:
            continue
        known = found.setdefault(item.key, item)
        if known.forms != item.forms and not item.external:
            raise CatalogueError(
                f"{known.source.name} and {item.source.name} translate {item.entry.msgid!r} differently: {known.forms} and {item.forms}"
            )
    return found


def faults(language: str, folder: Path | None = None) -> list[str]:
    """Entries that would print wrongly: too few plural forms, placeholders lost or invented."""
    count = PLURALS.get(language, DEFAULT_PLURALS)[0]
    said = []
    for item in entries(language, folder):
        if item.entry.msgid_plural and item.is_complete and len(item.forms) != count:
            said.append(f"{item.source.name}: {item.entry.msgid!r} has {len(item.forms)} plural forms, {count} are needed")
        if item.is_complete and not _placeholders_agree(item):
            said.append(f"{item.source.name}: {item.entry.msgid!r} has other placeholders than its translation")
    return said


def _placeholders_agree(item: Entry) -> bool:
    wanted = set(_PLACEHOLDER.findall(item.entry.msgid_plural or item.entry.msgid))
    return all(set(_PLACEHOLDER.findall(form)) == wanted for form in item.forms)


def compile_language(language: str, folder: Path | None = None) -> bool:
    """Write `LC_MESSAGES/django.mo`; False when it is up to date. Raises CatalogueError."""
    folder = folder or root()
    target = folder / language / "LC_MESSAGES" / "django.mo"
    print_now = _fingerprint(language, folder)
    if _compiled_from(target) == print_now:
        return False
    if said := faults(language, folder):
        raise CatalogueError("\n".join(said))
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS.get(language, DEFAULT_PLURALS)[1],
        "X-Sources": print_now,
    }
    catalogue.extend(item.entry for item in merged(language, folder).values())
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(catalogue.to_binary())
    fresh.replace(target)
    return True


def _fingerprint(language: str, folder: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for source in sources(language, folder):
        digest.update(f"{source.name}\0".encode() + source.read_bytes())
    return digest.hexdigest()


def _compiled_from(target: Path) -> str:
    """The fingerprint that a compiled catalogue carries; "" when there is none."""
    try:
        with target.open("rb") as compiled:
            return gettext.GNUTranslations(compiled).info().get("x-sources", "")
    except (OSError, ValueError, EOFError):
        return ""
