"""From a Django form field to the GOV.UK component that shows it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

GROUPS = ("radios", "checkboxes", "checkbox")
CLASSES = {
    "input": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}


@dataclass(frozen=True)
class ErrorEntry:
    text: str
    target: str


def kind(field: BoundField) -> str:
    """Which component shows this field: input, textarea, select, file, radios, checkboxes, checkbox, date."""
    widget = field.field.widget
    # Subclasses stand before their bases.
    for widget_class, name in (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    ):
        if isinstance(widget, widget_class):
            return name
    return "input"


def field(bound: BoundField) -> SafeString:
    """The field with label, hint, error and control. A hidden field is only its control."""
    if bound.is_hidden:
        return SafeString(bound)
    component = kind(bound)
    context = {"field": bound, "errors": bound.errors, "control": control(bound, component), "described_by": bound.aria_describedby}
    return render_to_string(f"ui/forms/{component if component in GROUPS else 'plain'}.html", context)


def control(bound: BoundField, component: str) -> SafeString | None:
    """The input element itself, with GOV.UK classes; groups of buttons are drawn by their own template."""
    if component in ("radios", "checkboxes"):
        return None
    base = CLASSES[component]
    classes = [base, bound.field.widget.attrs.get("class", "")]
    if bound.errors:
        classes.append(f"{base}--error")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    return bound.as_widget(attrs=attrs)


def error_entries(*shown: object) -> list[ErrorEntry]:
    """Errors in the order of the page: first what concerns a whole form, then field by field."""
    entries = []
    for form in shown:
        if isinstance(form, BaseForm) and form.is_bound:
            entries += [ErrorEntry(str(text), "") for text in form.non_field_errors()]
            entries += [ErrorEntry(str(text), f"#{_target(bound)}") for bound in form for text in bound.errors]
    return entries


def _target(bound: BoundField) -> str:
    """The id of the first control of the field: following the link must put the cursor there."""
    if kind(bound) in ("radios", "checkboxes"):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
