"""Names in the reader's language."""

from typing import Any

from django.utils.translation import get_language


def named(thing: Any) -> str:
    """An office or a service, by the name in the language of the page."""
    return str(thing.name_en if get_language() == "en" else thing.name_ru)
