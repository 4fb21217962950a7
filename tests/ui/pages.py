"""A page with every kind of field, for the tests of the layout only."""

from datetime import date

from django import forms
from django.urls import include, path
from django.views.generic import FormView

from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

submitted: list[dict[str, object]] = []


class EveryField(PortalForm):
    surname = forms.CharField(label="Surname", help_text="As in the passport", max_length=40)
    born = CivilDateField(label="Born", not_after=date(2026, 11, 22))
    region = forms.ChoiceField(label="Region", choices=[("", "Choose"), ("77", "Moscow"), ("78", "Saint Petersburg")])
    sex = forms.ChoiceField(label="Sex", widget=forms.RadioSelect, choices=[("F", "female"), ("M", "male")])
    papers = forms.MultipleChoiceField(
        label="Papers", widget=forms.CheckboxSelectMultiple, choices=[("policy", "policy"), ("exam", "exam")], required=False
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    scan = forms.FileField(label="Scan", required=False)
    agree = forms.BooleanField(label="All is right")
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class EveryFieldView(KeepAnswersOnLanguageSwitch, FormView):
    form_class = EveryField
    template_name = "layouts/form.html"
    success_url = "/"

    def form_valid(self, form):
        submitted.append(form.cleaned_data)
        return super().form_valid(form)


urlpatterns = [path("", include("portal.ui.urls")), path("form/", EveryFieldView.as_view()), path("accounts/", include("allauth.urls"))]
handler500 = "portal.ui.views.server_error"
