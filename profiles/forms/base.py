"""What the forms of the profile share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.errors import DomainError
from portal.ui.forms import PortalForm
from profiles.rules.names import is_written_in

TEXT_ATTRS = {"autocomplete": "off", "spellcheck": "false"}


class ProfileForm(PortalForm):
    """Carries the version of the profile that the page showed: another tab cannot be overwritten unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    # Code of a refusal -> the field beside which it is shown; others stand above the form.
    refusals_at: dict[str, str] = {}

    def refuse(self, error: DomainError) -> None:
        """Show why the service refused, beside what was typed."""
        field = self.refusals_at.get(error.code)
        self.add_error(field if field in self.fields else None, str(error))

    def show_version(self, version: int) -> None:
        """After "the page is out of date" the next sending is about what stands there now."""
        shown = QueryDict(mutable=True)
        shown.update(self.data)
        shown["version"] = str(version)
        self.data = shown


class NameField(forms.CharField):
    """A name in one script: one letter or two hundred, with the signs that names hold."""

    messages = {
        "LATIN": _("Type it in Latin letters, as in the passport"),
        "CYRILLIC": _("Type it in Russian letters"),
    }

    def __init__(self, *, script: str, **kwargs: Any) -> None:
        self.script = script
        kwargs.setdefault("widget", forms.TextInput(attrs={**TEXT_ATTRS, "lang": "ru" if script == "CYRILLIC" else "en"}))
        super().__init__(max_length=200, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_written_in(self.script, value):
            raise ValidationError(self.messages[self.script], code="script")
