"""How anybody gives a code to be verified."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.signing.code_text import MAX_CHARS
from portal.ui.forms import PortalForm


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
