"""The tag library that every template has built in: form fields, components, dates, money, names.

Block tags wrap their content: `{% panel "Title" %}...{% endpanel %}`, `{% inset %}`, `{% disclosure "Summary" %}`,
`{% status_box "TODAY" %}`. The values for lists are made by `portal.ui.components`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from zlib import crc32

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from portal.legal.wording import decimal_in_words
from portal.ui import components, formats, rendering

register = template.Library()
register.filter("civil_date", formats.civil_date)
register.filter("countdown", formats.countdown)
register.filter("money", formats.money)
register.filter("person_name", formats.person_name)


@register.filter
def step_value(value: Any) -> str:
    """What a step of an explanation arrived at, as people write it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return formats.civil_date(value)
    if isinstance(value, Decimal):
        return decimal_in_words(value)  # exact: a factor has more digits than money
    return str(value)


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """One form field with its label, hint, error and control."""
    return rendering.field(field)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: object) -> dict[str, Any]:
    """Every error of these forms with a link to its field; nothing when there is none."""
    return {"entries": rendering.error_entries(*forms)}


@register.inclusion_tag("ui/components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """A sign beside a word that says the same: check, cross, clock, warning, info, dot, arrow."""
    return {"name": name}


@register.inclusion_tag("ui/components/button.html")
def button(text: Any, href: str = "", kind: str = "", name: str = "", value: str = "") -> dict[str, Any]:
    """The one primary button of a screen, or `kind` secondary, warning, start. With `href` it is a link that looks like one."""
    return {"text": text, "href": href, "kind": kind, "name": name, "value": value}


@register.inclusion_tag("ui/components/status_tag.html")
def status_tag(text: Any, kind: str = "neutral") -> dict[str, Any]:
    """A state as sign and word. Kinds: neutral, active, attention, right, wrong."""
    return {"text": text, "kind": kind, "icon_name": components.TAG_ICONS[kind]}


@register.inclusion_tag("ui/components/summary_list.html")
def summary_list(rows: Iterable[Any]) -> dict[str, Any]:
    """Facts as key and value, with Change links where a row has one (`components.SummaryRow`)."""
    return {"rows": rows}


@register.inclusion_tag("ui/components/task_list.html")
def task_list(tasks: Iterable[Any]) -> dict[str, Any]:
    """What there is to do and how far it is (`components.Task`). A page may have several: each line has a mark of its own, by which
    a screen reader finds the state that belongs to the link."""
    return {"tasks": [(f"task-{crc32(f'{task.url} {task.title}'.encode()):08x}", task) for task in tasks]}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """What happened, in the order given: newest first (`components.TimelineEntry`)."""
    return {"entries": entries}


@register.inclusion_tag("ui/components/why.html")
def why(explained: Any, summary: Any = "") -> dict[str, Any]:
    """Answer "Why this date?": the numbered steps of an `Explained` value with their acts."""
    return {"steps": explained.steps, "summary": summary}


@register.inclusion_tag("ui/components/notification.html")
def notification(text: Any, tag: str = "info") -> dict[str, Any]:
    """A message after an act. `tag` is the level of Django's messages: success, info, warning, error."""
    icons = {"success": "check", "error": "cross", "warning": "warning"}
    return {"text": text, "tag": tag or "info", "icon_name": icons.get(tag, "info")}


@register.inclusion_tag("ui/components/acting_for.html")
def acting_for(given_names: str, family_name: str) -> dict[str, Any]:
    """On top of every page that is about a child: whose it is, so that it is never taken for one's own."""
    return {"name": " ".join(filter(None, (family_name, given_names)))}


@register.inclusion_tag("ui/components/pagination.html")
def pagination(previous_url: str = "", next_url: str = "") -> dict[str, Any]:
    """Back and forth through a long list; a side without an address is left out."""
    return {"previous_url": previous_url, "next_url": next_url}


@register.simple_block_tag
def panel(content: str, title: Any, kind: str = "right", level: int = 1) -> SafeString:
    """A full-width answer: word first. Kinds: right, wrong, neutral."""
    return _component("panel", content, title=title, kind=kind, level=level)


@register.simple_block_tag
def inset(content: str) -> SafeString:
    return _component("inset", content)


@register.simple_block_tag
def disclosure(content: str, summary: Any) -> SafeString:
    """A line that opens to more, without scripts."""
    return _component("disclosure", content, summary=summary)


@register.simple_block_tag
def status_box(content: str, title: Any, kind: str = "neutral") -> SafeString:
    """The box on top: what is true today, or what waits. Kinds as for `status_tag`."""
    return _component("status_box", content, title=title, kind=kind, icon_name=components.TAG_ICONS[kind])


def _component(name: str, content: str, **context: Any) -> SafeString:
    # The content is the template's own output, escaped already.
    return render_to_string(f"ui/components/{name}.html", {"content": mark_safe(content), **context})
