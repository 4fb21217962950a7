"""Is this receipt genuine? Anybody who holds one may ask; the answer repeats nothing personal."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from employment.models import PatentCheck
from employment.receipts import find_printed, verify, verify_pdf, verify_text
from portal.codes import questions
from portal.edge.limits import Limit
from portal.signing.errors import NotAccepted
from portal.signing.jws import MAX_CHARS
from portal.signing.paper import LONGEST
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

PER_ADDRESS = Limit("receipt-verification", times=60, per_seconds=600)
PER_ACCOUNT = Limit("receipt-verification-account", times=60, per_seconds=600)


class ReceiptForm(PortalForm):
    number = forms.CharField(label=_("Number of the receipt"), max_length=40, required=False)
    digest = forms.CharField(label=_("Fingerprint (SHA-256)"), max_length=120, required=False, help_text=_("As printed: 64 characters"))
    file = forms.FileField(
        label=_("Or the receipt as a file"),
        required=False,
        help_text=_("The PDF or the signed file (JSON or JWS), as it was downloaded"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.json,.jws"}),
    )
    document = forms.CharField(
        label=_("Or the content of the receipt file"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LONGEST:
            raise forms.ValidationError(_("This file is larger than any receipt."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("document") and not (data.get("number") and data.get("digest")):
            raise forms.ValidationError(_("Enter the number and the fingerprint, or choose the file, or paste its content"))
        return data


class VerifyView(KeepAnswersOnLanguageSwitch, FormView):
    template_name = "employment/verify.html"
    form_class = ReceiptForm

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "")[:120] for name in ("number", "digest")}

    def form_valid(self, form: ReceiptForm) -> HttpResponse:
        data = form.cleaned_data
        content = data["file"].read() if data["file"] else b""
        about = (data["number"], data["digest"], data["document"], sha256(content).hexdigest())
        question = questions.count(self.request, door="receipt", about=about, per_address=(PER_ADDRESS,), per_account=(PER_ACCOUNT,))
        found = self.found(data, content)
        questions.keep(question, "not_genuine" if found is None else "genuine")
        return self.render_to_response(self.get_context_data(form=form, answered=True, found=found))

    def found(self, data: dict[str, Any], content: bytes) -> dict[str, Any] | None:
        """Number, moment, employer and result; None for what is not genuine."""
        try:
            if content:
                return _shown(_in_file(content))
            if data["document"]:
                return _shown(verify_text(data["document"]))
            check = find_printed(data["number"], data["digest"])
            return _shown(verify(check.document)) if check else None
        except NotAccepted:
            return None


def _in_file(content: bytes) -> dict[str, Any]:
    return verify_pdf(content) if content.startswith(b"%PDF-") else verify_text(content[:MAX_CHARS].decode("utf-8", "replace"))


def _shown(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": said["number"],
        "at": datetime.fromisoformat(said["asked_at"]),
        "employer": said["asked_by"]["name"],
        "result": PatentCheck.Result(said["answer"]["result"]).label,
    }


__all__ = ["VerifyView"]
