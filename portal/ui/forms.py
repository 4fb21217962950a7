"""Forms in GOV.UK markup that keep what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.edge.text import clean_text

LONGEST_TEXT = 5000


class GovukFormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` come out as GOV.UK Frontend components."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class CleanTextMixin(forms.BaseForm):
    """Every typed text is NFC, without control characters and marks of direction, before its field looks at it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _name_the_field(field, name)
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                field.to_python = _cleaning(field)  # type: ignore[method-assign, assignment]

    def show_typed(self, typed: QueryDict) -> None:
        """Show these answers again as they were typed, with nothing judged: the person only switched the language."""
        self.data, self.files, self.is_bound = typed, MultiValueDict(), True
        self._errors = ErrorDict()


class PortalForm(CleanTextMixin, forms.Form):
    """Base of every form a person fills in."""


def _name_the_field(field: forms.Field, name: str) -> None:
    """In the summary on top "This field is required" six times over helps nobody: the message names its field."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    label = {"field": field.label or name.replace("_", " ")}
    if isinstance(field, forms.FileField):
        message = format_lazy(_("Choose a file: {field}"), **label)
    elif isinstance(field, forms.BooleanField):
        message = format_lazy(_("Tick the box: {field}"), **label)
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        message = format_lazy(_("Choose an answer: {field}"), **label)
    else:
        message = format_lazy(_("Fill in: {field}"), **label)
    field.error_messages["required"] = message


def _cleaning(field: forms.CharField) -> Callable[[Any], str | None]:
    to_python, multiline = field.to_python, isinstance(field.widget, forms.Textarea)

    def clean(value: Any) -> str | None:
        if value in field.empty_values:
            return to_python(value)
        return to_python(clean_text(str(value), max_length=field.max_length or LONGEST_TEXT, multiline=multiline))

    return clean
