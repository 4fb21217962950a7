"""Pages with every kind of field and every component, for the tests of the layout only."""

from datetime import date
from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.generic import FormView

from portal.legal.explained import Explained, Step
from portal.ui import components
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch
from portal.urls import urlpatterns as portal_urls

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
    extra_context = {"title": "Every field"}

    def form_valid(self, form):
        submitted.append(form.cleaned_data)
        return super().form_valid(form)


GALLERY = """{% extends "base.html" %}
{% block title %}Every component{% endblock %}
{% block before_content %}<a class="govuk-back-link" href="/">Back</a>{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Every component</h1>
{% status_box "TODAY" kind="right" %}<p>You may work until {{ day|civil_date }}</p>{% why explained %}{% endstatus_box %}
{% status_box "WAITING ON YOU" kind="attention" %}<p>{{ day|countdown }}</p>{% endstatus_box %}
<p>{% status_tag "Draft" %} {% status_tag "In review" "active" %} {% status_tag "Waiting" "attention" %} {% status_tag "Granted" "right" %}
{% status_tag "Refused" "wrong" %}</p>
{% summary_list rows %}{% task_list tasks %}
{% panel "Valid today" level=2 %}<p>{{ sum|money }}</p>{% endpanel %}
{% panel "Not valid today" kind="wrong" level=2 %}<p>{{ name|person_name }}</p>{% endpanel %}
{% panel "No such patent" kind="neutral" level=2 %}<p>Check the number.</p>{% endpanel %}
{% inset %}Quiet but important.{% endinset %}{% disclosure "What is that?" %}<p>More.</p>{% enddisclosure %}
<h2 class="govuk-heading-m">History</h2>{% timeline entries %}
{% notification "Saved." "success" %}{% notification "Not saved." "error" %}{% notification "Soon." "warning" %}
{% notification "By the way." %}
{% pagination "?before=a" "?after=b" %}
<div class="govuk-button-group">{% button "Send" %}{% button "Later" kind="secondary" %}{% button "Withdraw" kind="warning" %}
{% button "Go" href="/" kind="start" %}</div>
{% endblock %}"""


def gallery(request):
    day = date(2026, 6, 14)
    steps = (Step("Issued", day, "Federal Law 115-FZ, art. 13.3"), Step("Months paid", 6), Step("Roubles a month", Decimal("10000.00")))
    context = {
        "day": day,
        "sum": 10000,
        "name": "KARIMOVA ZARINA",
        "explained": Explained(day, steps),
        "rows": components.rows(("Family name", "KARIMOVA", "/"), ("Phone", "")),
        "tasks": [components.Task("Passport", "Done", "/"), components.Task("Insurance", "Missing", "/", "Valid in Moscow", "attention")],
        "entries": [
            components.TimelineEntry(day, "Patent granted", "See the letter.", "/", "Letter"),
            components.TimelineEntry(day, "Sent"),
        ],
    }
    return HttpResponse(engines["django"].from_string(GALLERY).render(context, request))


urlpatterns = [*portal_urls, path("form/", EveryFieldView.as_view()), path("gallery/", gallery)]
handler500 = "portal.ui.views.server_error"
