"""Forms of officers about a patent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.officer.forms import ReturnForm, plain_words, same_words
from patents.models import Annulment, Patent
from patents.rules.annulment import ANNULMENT_GROUNDS, OWN_REQUEST, ground_of
from portal.ui.forms import PortalForm


class ProposeAnnulmentForm(PortalForm):
    """Ground and words. `seen` is the state of the patent that the officer looked at."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=_("Ground"), error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose the ground.")}
    )
    reason = forms.CharField(
        label=_("What the holder will read"),
        help_text=_("In Russian: it is the language of the decision. Say what it is in this case; article and way to appeal are added."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the words that the holder will read.")},
    )

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
        super().__init__(*args, **kwargs)
        if following:
            self.fields["later"].help_text = _("%(patent)s was granted for the twelve months that follow this one.") % {
                "patent": following[0]
            }
        else:
            del self.fields["later"], self.fields["later_reason"]
        known = [(ground.code, ground.title) for ground in ANNULMENT_GROUNDS if ground.code != OWN_REQUEST]
        self.fields["ground"].choices = [("", _("Choose the ground")), *known]  # type: ignore[attr-defined]

    def clean_later_reason(self) -> str:
        words = str(self.cleaned_data["later_reason"])
        kept = self.cleaned_data.get("later") == Annulment.Later.KEPT
        if kept and not words:
            raise forms.ValidationError(_("Write why the next patent stays."))
        return words if kept else ""

    def clean_reason(self) -> str:
        """The ground's own words alone say nothing about this person."""
        reason = str(self.cleaned_data["reason"])
        if same_words(reason, plain_words(ground_of(self.cleaned_data.get("ground", "")))):
            raise forms.ValidationError(_("These are the ground's own words. Say what it is in this case."))
        return reason


class ReturnAnnulmentForm(ReturnForm):
    """As for a decision of a case, in the words of a patent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Your colleague reads these words; the holder does not.")
