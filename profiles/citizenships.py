"""Names of states and statuses for people to choose from and to read."""

import unicodedata
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.legal.wording import babel_locale
from profiles.rules.states import CITIZENSHIPS

# Most people who come here hold one of these; they stand first in the list.
FREQUENT: Final = ("TJ", "UZ", "KG", "AZ", "MD", "UA", "GE", "AM", "KZ", "BY", "TM")
# Who fills in no migration card. Their way leads over a border at which nobody stands, so it leaves no stamp either.
WITHOUT_CARD: Final = frozenset({"BY"})
_OWN_NAMES: Final = {
    "XXA": _("stateless person"),
    "XXB": _("refugee (1951 Convention)"),
    "XXC": _("refugee (other)"),
    "XXX": _("citizenship not stated"),
    "ABH": _("Abkhazia"),
    "OST": _("South Ossetia"),
}


def name_of(code: str) -> Any:
    """The name in the reader's language; the code itself when nothing is known about it."""
    return _OWN_NAMES.get(code) or _territory(code)


def choices() -> list[tuple[str, Any]]:
    """For a form field, in the reader's language: nothing chosen, the frequent ones, then all by alphabet."""
    return [("", _("Choose from the list")), *_choices(babel_locale())]


@lru_cache(maxsize=16)
def _choices(locale: str) -> list[tuple[str, Any]]:
    names = {code: str(name_of(code)) for code in CITIZENSHIPS}
    rest = sorted((code for code in CITIZENSHIPS if code not in FREQUENT), key=lambda code: _sort_key(names[code]))
    groups = ((gettext("Often chosen"), FREQUENT), (gettext("All, by alphabet"), rest))
    return [(title, [(code, names[code]) for code in codes]) for title, codes in groups]


def _sort_key(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold().replace("ё", "е"))
    return "".join(char for char in plain if not unicodedata.combining(char) or char == "\u0306")


def _territory_name(code: str) -> str:
    return str(Locale.parse(babel_locale()).territories.get(code, code))


_territory = lazy(_territory_name, str)

__all__ = ["WITHOUT_CARD", "choices", "name_of"]
