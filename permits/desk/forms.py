"""What officers type from paper."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from permits.desk.models import PaperEntry
from permits.desk.services import PaperData
from permits.models import Permit
from permits.proof.check import canonical
from permits.rules.entered import ENTERED_KINDS, VNZH
from portal.accounts.models import User
from portal.accounts.selectors import offices_of
from portal.legal import regions
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles import citizenships
from profiles.civil import latest_today
from profiles.rules.mrz_text import canonical as latin

_KINDS = [("", _("Choose the document")), *((kind, Permit.Kind(kind).label) for kind in ENTERED_KINDS)]
_PRINTED = re.compile(r"[0-9A-ZА-ЯЁ/]+")


class FindPersonForm(PortalForm):
    state = forms.ChoiceField(label=_("Which state issued it?"), choices=citizenships.choices)
    document = forms.CharField(
        label=_("Number of the identity document"),
        help_text=_("With its series, if it has one. Spaces do no harm."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    born = CivilDateField(label=_("Date of birth"), not_after=latest_today)

    def clean_document(self) -> str:
        """Latin capitals and digits, as the profile keeps it."""
        return re.sub(r"[\-./№]", "", latin(self.cleaned_data["document"]))


class FindPaperForm(PortalForm):
    kind = forms.ChoiceField(label=_("Document"), choices=_KINDS)
    series = forms.CharField(label=_("Series"), max_length=20, required=False)
    number = forms.CharField(label=_("Number"), max_length=40)

    def clean_series(self) -> str:
        return canonical(self.cleaned_data["series"])

    def clean_number(self) -> str:
        return canonical(self.cleaned_data["number"])


class PaperForm(PortalForm):
    """A document as it is printed. What does not fit together is said by `permits.rules.entered`."""

    kind = forms.ChoiceField(label=_("Document"), choices=_KINDS)
    series = forms.CharField(label=_("Series"), help_text=_("Leave it empty if none is printed."), max_length=20, required=False)
    number = forms.CharField(label=_("Number"), max_length=40)
    citizenship = forms.ChoiceField(
        label=_("Citizenship, as the document says"),
        help_text=_("That of the day of issue: extension orders ask for it."),
        choices=citizenships.choices,
    )
    region = forms.ChoiceField(label=_("Region of issue"), help_text=_("The office that issued the document enters it."))
    issued_by = forms.CharField(label=_("Issued by, as the document says"), max_length=200)
    issued_on = CivilDateField(label=_("Day of issue"))
    valid_until = CivilDateField(
        label=_("Last day, as the document says"),
        help_text=_("Leave it empty if none is printed. What extension orders made of it is reckoned by the portal."),
        required=False,
    )
    is_specialist = forms.BooleanField(label=_("Issued to a highly qualified specialist or the family of one"), required=False)
    replaces = forms.BooleanField(label=_("It was issued in place of a document of this person that is here"), required=False)
    seen = forms.ChoiceField(label=_("What you have before you"), choices=PaperEntry.Seen.choices, widget=forms.RadioSelect)
    seen_number = forms.CharField(
        label=_("Number of the file or the extract"), help_text=_("Not needed for the document itself."), max_length=80, required=False
    )

    def __init__(self, *args: Any, officer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = sorted(set(offices_of(officer).values_list("region", flat=True)))
        self.fields["region"].choices = [(code, regions.region(code).name) for code in mine]  # type: ignore[attr-defined]

    def clean_series(self) -> str:
        return _printed(self.cleaned_data["series"], longest=10) if self.cleaned_data["series"] else ""

    def clean_number(self) -> str:
        return _printed(self.cleaned_data["number"], longest=20)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("seen") in (PaperEntry.Seen.FILE, PaperEntry.Seen.REGISTER) and not data.get("seen_number"):
            self.add_error("seen_number", _("Write the number, so that a colleague finds what you saw."))
        if data.get("is_specialist") and data.get("kind") != VNZH:
            self.add_error("is_specialist", _("This is about the residence permit (VNZh) alone. Leave the box empty."))
        return data

    def data_of_paper(self) -> PaperData:
        return PaperData(**self.cleaned_data)


def _printed(typed: str, *, longest: int) -> str:
    """As the public check looks for it: capitals without separators."""
    found = canonical(typed)
    if not _PRINTED.fullmatch(found):
        raise ValidationError(_("Letters and digits only, as they are printed."), code="characters")
    if len(found) > longest:
        raise ValidationError(_("At most %(most)s signs. Compare it with the paper."), code="too_long", params={"most": longest})
    return found
