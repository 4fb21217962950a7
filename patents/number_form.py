"""The question that the public check and employers ask alike: which patent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patents.formats import canonical_number, canonical_series, in_use, number_wrong, series_wrong, worded
from portal.ui.forms import PortalForm

_KEYBOARD = {"inputmode": "numeric"} if in_use().is_digits else {}


class NumberForm(PortalForm):
    """Series and number of a patent, cleaned to what they mean however they were typed."""

    series = forms.CharField(
        label=_("Series"),
        max_length=20,
        help_text=worded(_("Two digits, for example 77"), _("As it is printed, for example 77")),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", **_KEYBOARD, "autocomplete": "off"}),
        error_messages={"required": _("Enter the series")},
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=worded(_("Ten digits. Spaces do not matter"), _("As it is printed. Spaces do not matter")),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", **_KEYBOARD, "autocomplete": "off"}),
        error_messages={"required": _("Enter the number")},
    )

    def clean_series(self) -> str:
        series = canonical_series(self.cleaned_data["series"])
        if series is None:
            raise forms.ValidationError(series_wrong())
        return series

    def clean_number(self) -> str:
        number = canonical_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(number_wrong())
        return number
