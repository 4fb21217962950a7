"""Question pages that several procedures share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from portal.legal import regions
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.civil import latest_today


def region_choices() -> list[tuple[str, str]]:
    """Regions with an office that receives applications, by name."""
    codes = Office.objects.filter(receives_applications=True).values_list("region", flat=True)
    return sorted(((code, regions.region(code).name) for code in codes), key=lambda pair: pair[1].casefold())


class ExamForm(PortalForm):
    kind = forms.ChoiceField(
        label=_("How do you show that you know Russian, history and law?"),
        choices=[
            ("certificate", _("I have a certificate of the exam")),
            ("education", _("I have a school document of the USSR from before 1 September 1991, or a Russian one")),
            ("exempt", _("I need no exam because of my age: a man of 65 or older, a woman of 60 or older")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you show it")},
    )
    issued_on = CivilDateField(
        label=_("Date of the certificate"),
        required=False,
        not_after=latest_today,
        help_text=_("Only if you have a certificate. As printed on it, for example 14.06.2026"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "certificate" and not data.get("issued_on") and "issued_on" not in self.errors:
            self.add_error("issued_on", _("Enter the date of the certificate"))
        return data


class MedicalForm(PortalForm):
    issued_on = CivilDateField(
        label=_("Date of the medical certificate"), not_after=latest_today, help_text=_("As printed on it, for example 14.06.2026")
    )
