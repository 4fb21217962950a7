"""What officers write about who acts for a child."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.guardianship.grounds import GROUNDS
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.civil import latest_today


class ProposeRemovalForm(PortalForm):
    ground = forms.ChoiceField(
        label=_("Ground"), error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose the ground.")}
    )
    act = forms.CharField(
        label=_("The act that shows it"),
        help_text=_("In Russian: which court or authority, the day and the number. You have seen the act itself."),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60, "autocomplete": "off"}),
        error_messages={"required": _("Name the act that shows the ground.")},
    )
    reason = forms.CharField(
        label=_("What who acted will read"),
        help_text=_(
            "In Russian: it is the language of the decision. Not a word about where the child lives. Article and way to appeal are added."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the words that who acted will read.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(ground.code, ground.title) for ground in GROUNDS]
        self.fields["ground"].choices = [("", _("Choose the ground")), *known]  # type: ignore[attr-defined]


class FindChildForm(PortalForm):
    family_name = forms.CharField(label=_("The child’s family name, whole"), max_length=200)
    birth_date = CivilDateField(label=_("The child’s date of birth"), not_after=latest_today)
