"""Choosing what to upload, and the file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles import document_kinds

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class PaperField(forms.FileField):
    """A scan or a photo of a paper. What is in it is judged by `profiles.files`, not here."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("help_text", _("PDF, JPEG or PNG, up to 10 MB. A photo from your phone will do."))
        words = {"required": _("Choose a file"), "missing": _("Choose a file"), "invalid": _("Choose the file again")}
        widget = forms.FileInput(attrs={"accept": ACCEPTED})
        # The service says in plain words what is wrong with an empty file.
        super().__init__(allow_empty_file=True, widget=widget, error_messages=words, **kwargs)


class KindForm(PortalForm):
    kind = forms.ChoiceField(
        label=_("Which document do you want to add?"),
        choices=document_kinds.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a document"), "invalid_choice": _("Choose a document from the list")},
    )


class UploadForm(PortalForm):
    """One file. What is in it is judged by `profiles.files`, not by its name."""

    file = PaperField()
    valid_until = CivilDateField(label=_("Valid until"), required=False, help_text=_("If the document states it. For example, 14.06.2027"))

    def __init__(self, *args: Any, kind: document_kinds.DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.expires:
            del self.fields["valid_until"]
