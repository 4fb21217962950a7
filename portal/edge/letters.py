"""Letters: whole templates per language, `<template>.<language>.txt`, whose first line is `Subject: ...`."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

MAX_SUBJECT = 200
_PREFIX = "Subject: "


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def render_letter(template: str, *, language: str, context: dict[str, Any]) -> Letter:
    """The letter in `language` (Russian when the portal does not speak it). Plain text, nothing is HTML-escaped.

    `site_url` is in the context. Raises `ValueError` for a template without a subject."""
    text = render_text(template, language=language, context=context)
    first, _newline, body = text.lstrip().partition("\n")
    if not first.startswith(_PREFIX):
        raise ValueError(f"{template}.{language}.txt does not begin with {_PREFIX!r}")
    return Letter(subject=" ".join(first.removeprefix(_PREFIX).split())[:MAX_SUBJECT], body=body.strip() + "\n")


def render_text(template: str, *, language: str, context: dict[str, Any] | None = None) -> str:
    """A piece of plain text in `language`, nothing HTML-escaped."""
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        # The engine's own template takes a context that does not escape; letters are not HTML.
        source = get_template(f"{template}.{spoken}.txt").template  # type: ignore[attr-defined]
        text: str = source.render(Context({"site_url": settings.SITE_URL.rstrip("/"), **(context or {})}, autoescape=False))
    return text
