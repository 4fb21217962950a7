"""Constituent entities of the Federation: pure look-ups over `data/regions.yaml`."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext_lazy

from portal.legal.data_files import DATA, load_yaml
from portal.legal.errors import UnknownRegion


@dataclass(frozen=True)
class Region:
    """`code` is the number on documents ("77"), `oktmo` the eight digits for payments, `zone` where its terms are counted."""

    code: str
    name_ru: str
    name_en: str
    zone: ZoneInfo
    oktmo: str
    iso: str
    locative_ru: str  # "в Москве"

    @property
    def name(self) -> Any:
        """The name in the reader's language: Russian, or the international one."""
        return _name(self)

    @property
    def where(self) -> Any:
        """ "в Москве" / "in Moscow", for the middle of a sentence."""
        return _where(self)

    def __str__(self) -> str:
        return str(self.name)


def region(code: str) -> Region:
    """Raises `UnknownRegion`."""
    try:
        return _all()[code]
    except KeyError:
        raise UnknownRegion(region=code[:20]) from None


def exists(code: str) -> bool:
    return code in _all()


def codes() -> list[str]:
    return list(_all())


def all_regions() -> list[Region]:
    """In the order of their codes."""
    return list(_all().values())


def choices() -> list[tuple[str, Any]]:
    """(code, name) in alphabetical order of the active language, for form fields."""
    return sorted(((item.code, str(item.name)) for item in _all().values()), key=lambda pair: pair[1].casefold())


@cache
def _all() -> dict[str, Region]:
    rows = load_yaml(DATA / "regions.yaml")
    found = {}
    for row in rows:
        row["zone"] = ZoneInfo(row["zone"])
        found[row["code"]] = Region(**row)
    return found


def _named(item: Region) -> str:
    return item.name_ru if _reads_russian() else item.name_en


def _placed(item: Region) -> str:
    return item.locative_ru if _reads_russian() else str(pgettext_lazy("place", "in %s")) % item.name_en


def _reads_russian() -> bool:
    return (get_language() or "ru").startswith("ru")


_name = lazy(_named, str)
_where = lazy(_placed, str)
