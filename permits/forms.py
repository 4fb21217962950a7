"""The question pages of applications for permits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import ExamForm, MedicalForm, region_choices
from permits.rules import temporary_residence
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.civil import latest_today


class ResidenceRegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("With a temporary residence permit you live and work in this region only."),
        error_messages={"required": _("Choose the region in which you will live")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class ResidenceGroundForm(PortalForm):
    ground = forms.ChoiceField(
        label=_("On what ground do you apply?"),
        help_text=_("With one of the first grounds you need no place of the quota. If two fit, choose the one that is easier to show."),
        choices=[(ground.code, ground.title) for ground in temporary_residence.GROUNDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your ground")},
    )


class FingerprintsForm(PortalForm):
    done = forms.ChoiceField(
        label=_("Have your fingerprints been taken and your photo made in Russia?"),
        help_text=_("It is done once. You have a plastic card or a paper about it. If not, it is done when you come to the office."),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    done_on = CivilDateField(
        label=_("On what day, if you remember it"), required=False, not_after=latest_today, help_text=_("For example 14.06.2026")
    )


__all__ = ["ExamForm", "FingerprintsForm", "MedicalForm", "ResidenceGroundForm", "ResidenceRegionForm"]
