"""The page of the public check. No sign-in, no scripts, no personal data."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from patents.public_check import ask
from patents.rules.number import canonical_number, canonical_series
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch


class CheckForm(PortalForm):
    series = forms.CharField(
        label=_("Series"),
        max_length=20,
        help_text=_("Two digits, for example 77"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the series")},
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("Ten digits. Spaces do not matter"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number")},
    )

    def clean_series(self) -> str:
        series = canonical_series(self.cleaned_data["series"])
        if series is None:
            raise forms.ValidationError(_("The series is two digits"))
        return series

    def clean_number(self) -> str:
        number = canonical_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("The number is ten digits"))
        return number


class PatentCheckView(KeepAnswersOnLanguageSwitch, FormView):
    """Series and number may come in the address from the code on the paper; the question itself is always a POST."""

    template_name = "patents/check.html"
    form_class = CheckForm

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "")[:40] for name in ("series", "number")}

    def form_valid(self, form: CheckForm) -> HttpResponse:
        answer = ask(self.request, form.cleaned_data["series"], form.cleaned_data["number"])
        return self.render_to_response(self.get_context_data(form=form, answer=answer))
