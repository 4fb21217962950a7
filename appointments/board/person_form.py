"""What is asked when somebody came without the number of the appointment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm


class PersonForm(PortalForm):
    family_name = forms.CharField(
        label=_("Family name"),
        help_text=_("Its beginning, in Latin or Russian letters, as in the passport. Who has no family name is found by the given name."),
        min_length=2,
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    birth_date = CivilDateField(label=_("Date of birth"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed.get("family_name") and not typed.get("birth_date"):
            self.add_error("family_name", _("Type the family name or the date of birth."))
        return typed
