"""Pages of the code: the holder shows it, anybody verifies it."""

from datetime import UTC, datetime
from typing import Any

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from patents import professions
from patents.credential import words
from patents.credential.checking import verify_here
from patents.credential.indices import index_of
from patents.credential.issuing import content_of, qr, signed
from patents.credential.verifying import Answer
from patents.models import Patent
from patents.public_check import count_question
from patents.selectors import civil_today, validity
from patents.views.holder import PatentMixin
from portal import clock
from portal.legal import regions
from portal.signing.pictures import text_in_picture
from portal.signing.text import MAX_CHARS
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch


class ShowView(PatentMixin, TemplateView):
    """The holder's phone: a large code, signed at this moment, with the facts that it holds."""

    template_name = "patents/credential/show.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.patent.status != Patent.Status.ISSUED:
            return redirect(self.url)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = content_of(self.patent)
        code = qr(signed(content, index=index_of(self.patent), at=clock.now()))
        drawing = mark_safe(code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass="portal-code"))
        answer = validity(self.patent, on=civil_today(self.patent)).value.value
        profession = professions.name(content.profession)
        shown = {"drawing": drawing, "content": content, "state": answer, "profession": profession, "made_at": clock.now()}
        return super().get_context_data(**shown, **kwargs)


class CodeForm(PortalForm):
    """A picture or the text of a code; one of them is enough."""

    picture = forms.FileField(
        label=_("Picture of the code"),
        required=False,
        help_text=_("A photo or a screenshot, PNG, JPEG or WebP, up to 10 MB"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    text = forms.Field(  # no CharField: spaces are letters of this text and must not be tidied
        label=_("Or the text of the code"),
        required=False,
        help_text=_("If another program has read the code for you"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture and picture.size > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("The picture is larger than 10 MB."))
        return picture

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"] or "").strip("\r\n\t")
        if len(text) > MAX_CHARS:
            raise forms.ValidationError(_("The text is longer than any code."))
        return text if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("picture") or cleaned.get("text")):
            self.add_error("picture", _("Choose a picture of the code, or paste its text"))
        return cleaned


@method_decorator(csp_update({"script-src": ["'wasm-unsafe-eval'"]}), name="dispatch")
class CodeCheckView(KeepAnswersOnLanguageSwitch, FormView):
    """With scripts the browser verifies and nothing is sent; without them this form does, and keeps nothing."""

    template_name = "patents/credential/check.html"
    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {
            "regions": {region.code: str(region.name) for region in regions.all_regions()},
            "professions": dict(professions.choices()),
        }
        return super().get_context_data(
            answers=words.ANSWERS, explanations=words.EXPLANATIONS, list_states=words.LISTS, names=names, **kwargs
        )

    def form_valid(self, form: CodeForm) -> HttpResponse:
        count_question(self.request)
        text = self._text(form)
        shown = _shown(verify_here(text)) if text is not None else {"no_code": True}
        return self.render_to_response(self.get_context_data(form=self.form_class(), **shown))

    def _text(self, form: CodeForm) -> str | None:
        picture = form.cleaned_data["picture"]
        return text_in_picture(picture.read()) if picture else form.cleaned_data["text"]


def _shown(answer: Answer) -> dict[str, Any]:
    content = answer.content
    return {
        "answer": answer,
        "answer_words": words.of_answer(answer.result),
        "explanation": words.of_explanation(answer.explanation),
        "lists_words": words.of_lists(answer.lists) if content else None,
        "content": content,
        "region_name": content and (regions.region(content.region).name if regions.exists(content.region) else content.region),
        "profession_name": content and professions.name(content.profession),
        "list_as_of": _moment(answer.list_as_of),
        "issued_at": _moment(answer.issued_at),
        "checked_at": clock.now(),
    }


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    response = render(request, "patents/credential/sw.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    short = {"short_name": _("Patent check")}
    return render(request, "patents/credential/manifest.json", short, content_type="application/manifest+json")
