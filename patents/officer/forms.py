"""Forms of officers about a patent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.officer.forms import ProposeEndForm
from patents.models import Annulment, Patent
from patents.rules.annulment import ANNULMENT_GROUNDS, OWN_REQUEST


class ProposeAnnulmentForm(ProposeEndForm):
    """Also what becomes of the patent that follows this one."""

    later = forms.ChoiceField(
        label=_("What becomes of the next patent"),
        widget=forms.RadioSelect,
        choices=Annulment.Later.choices,
        error_messages={"required": _("Say what becomes of the next patent."), "invalid_choice": _("Say what becomes of the next patent.")},
    )
    later_reason = forms.CharField(
        label=_("If it stays: why"),
        help_text=_("In Russian. The holder reads it together with the decision."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, following: list[Patent], **kwargs: Any) -> None:
        super().__init__(*args, grounds=[ground for ground in ANNULMENT_GROUNDS if ground.code != OWN_REQUEST], **kwargs)
        if following:
            self.fields["later"].help_text = _("%(patent)s was granted for the term that follows this one.") % {"patent": following[0]}
        else:
            del self.fields["later"], self.fields["later_reason"]

    def clean_later_reason(self) -> str:
        words = str(self.cleaned_data["later_reason"])
        kept = self.cleaned_data.get("later") == Annulment.Later.KEPT
        if kept and not words:
            raise forms.ValidationError(_("Write why the next patent stays."))
        return words if kept else ""
