"""Whether what is to be kept is what was looked at: somebody may type on after the look, and a colleague may change the same row."""

import hashlib
from typing import Any, Final

from django.db.models import Model
from django.http import HttpRequest

NAME: Final = "looked"  # of the hidden field that comes with the effect
_NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "keep", NAME})


def mark_of(request: HttpRequest, form: Any) -> str:
    """Of everything typed, and of the row as it is stored at this moment."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_TYPED)
    seen = repr((typed, _stored(form))).encode()
    return hashlib.sha256(seen).hexdigest()[:32]


def is_as_looked_at(request: HttpRequest, form: Any) -> bool:
    """Also when the row says already what was typed: the button was pressed twice."""
    given = request.POST.get(NAME, "")
    return given in ("", mark_of(request, form)) or _says_it_already(form)


def _stored(form: Any) -> list[tuple[str, Any]]:
    row: Model = form.instance
    return [(name, row.serializable_value(name)) for name in form._meta.fields] if row.pk else []


def _says_it_already(form: Any) -> bool:
    return bool(form.instance.pk) and all(getattr(form.instance, name) == value for name, value in form.values().items())


__all__ = ["NAME", "is_as_looked_at", "mark_of"]
