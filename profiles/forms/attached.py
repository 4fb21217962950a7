"""Which document is meant: a file uploaded now, or one that the profile already holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import PortalForm
from profiles.models import Document


class DocumentOrFileForm(PortalForm):
    """`documents` are those to choose from; without any, only a file can be given."""

    file = forms.FileField(
        label=_("Choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
    )
    existing = forms.ChoiceField(label=_("Or use a document from your profile"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, documents: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if documents:
            self.fields["existing"].choices = [(str(item.pk), item.shown_name) for item in documents]  # type: ignore[attr-defined]
            for field in self.fields.values():
                field.is_one_of_two = True  # type: ignore[attr-defined]  # the page does not say "optional": one of them is needed
        else:
            del self.fields["existing"]
            self.fields["file"].required = True
            self.fields["file"].error_messages["required"] = _("Choose a file to upload")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not data.get("existing") and not {"file", "existing"} & set(self.errors):
            self.add_error("file", _("Choose a file to upload"))
        return data
