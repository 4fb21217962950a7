"""Pages and API of the public check of permits. No sign-in, no scripts, and nobody named but by a code that the portal signed."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from permits.models import Permit
from permits.proof.check import LONGEST, CheckAnswer, ask, canonical
from permits.proof.credential import verify
from portal.edge import client
from portal.edge.limits import Limit, count_against
from portal.legal.api import PublicView
from portal.signing.pictures import text_in_picture
from portal.signing.text import MAX_CHARS
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

CODES_PER_ADDRESS = Limit("permit-code", times=60, per_seconds=600)


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


class PermitCodeForm(PortalForm):
    picture = forms.FileField(
        label=_("Picture of the code"), required=False, help_text=_("A photo or a screenshot, PNG, JPEG or WebP, up to 10 MB"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )  # fmt: skip
    text = forms.Field(  # no CharField: spaces are letters of this text and must not be tidied
        label=_("Or the text of the code"), required=False, help_text=_("If another program has read the code for you"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        picture, text = cleaned.get("picture"), str(cleaned.get("text") or "").strip("\r\n\t")
        if picture and picture.size > settings.MAX_UPLOAD_BYTES:
            self.add_error("picture", _("The picture is larger than 10 MB."))
        elif not picture and not text.strip():
            self.add_error("picture", _("Choose a picture of the code, or paste its text"))
        return {**cleaned, "text": text[: MAX_CHARS + 1]}


class PermitCodeView(KeepAnswersOnLanguageSwitch, FormView):
    """Verifies a signed code, and keeps nothing of it."""

    template_name = "permits/code.html"
    form_class = PermitCodeForm

    def form_valid(self, form: PermitCodeForm) -> HttpResponse:
        count_against(CODES_PER_ADDRESS, client.network(self.request))
        picture = form.cleaned_data["picture"]
        text = text_in_picture(picture.read()) if picture else form.cleaned_data["text"]
        return self.render_to_response(self.get_context_data(form=self.form_class(), answer=verify(text or "")))


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
