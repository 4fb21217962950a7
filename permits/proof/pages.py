"""Page and API of the public check of permits. No sign-in, no scripts, and nobody named."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from permits.models import Permit
from permits.proof.check import LONGEST, CheckAnswer, ask, canonical
from portal.legal.api import PublicView
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch


class PermitNumberForm(PortalForm):
    kind = forms.ChoiceField(label=_("Document"))
    series = forms.CharField(
        label=_("Series"), max_length=20, required=False, help_text=_("Leave it empty if the document has none"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("Spaces do not matter"), error_messages={"required": _("Enter the number")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose from the list")), *Permit.Kind.choices]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        return _within(self.cleaned_data["number"], "number")

    def clean_series(self) -> str:
        return _within(self.cleaned_data["series"], "series")


def _within(typed: str, name: str) -> str:
    if len(canonical(typed)) > LONGEST[name]:
        raise forms.ValidationError(_("This is longer than on any document."))
    return typed


class PermitCheckView(KeepAnswersOnLanguageSwitch, FormView):
    """What is asked is always a POST: it stands in no address and no log."""

    template_name = "permits/check.html"
    form_class = PermitNumberForm

    def form_valid(self, form: PermitNumberForm) -> HttpResponse:
        asked = form.cleaned_data
        answer = ask(self.request, asked["kind"], asked["series"], asked["number"])
        return self.render_to_response(self.get_context_data(form=form, answer=answer))


class PermitCheckQuery(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Permit.Kind.values)
    series = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20, help_text="Empty for a document without one."
    )
    number = serializers.CharField(max_length=40, help_text="Spaces and dashes do not matter.")


class PermitCheckAnswer(serializers.Serializer):
    result = serializers.ChoiceField(choices=["valid", "not_valid", "not_found"], help_text="not_found is no proof of forgery.")
    on = serializers.DateField(help_text="The civil date the answer is about: today in the region of the document.")
    as_of = serializers.DateTimeField()


class PermitCheckApi(PublicView):
    @extend_schema(
        parameters=[PermitCheckQuery], responses=PermitCheckAnswer, summary="Is a document about stay or residence valid today?",
        description="Knows extension orders. Names nobody. At most 60 questions in 10 minutes and 1,000 in 24 hours from one address.",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = PermitCheckQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        return Response(_told(ask(request._request, asked["kind"], asked["series"], asked["number"])))


def _told(answer: CheckAnswer) -> dict[str, Any]:
    return {"result": answer.result, "on": answer.on, "as_of": answer.as_of}
