"""The tag library that every template has built in: form fields, components, dates, money, names."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from portal.ui import rendering

register = template.Library()


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """One form field with its label, hint, error and control."""
    return rendering.field(field)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: object) -> dict[str, object]:
    """Every error of these forms with a link to its field; nothing when there is none."""
    return {"entries": rendering.error_entries(*forms)}


@register.inclusion_tag("ui/components/notification.html")
def notification(text: object, tag: str = "info") -> dict[str, object]:
    """A message after an act. `tag` is the level of Django's messages: success, info, warning, error."""
    return {"text": text, "tag": tag}
