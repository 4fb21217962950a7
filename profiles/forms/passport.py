"""The identity document: its lines, what they said, or everything by hand."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CivilDateField
from profiles import citizenships
from profiles.civil import latest_today
from profiles.errors import UnknownCitizenship
from profiles.forms.base import TEXT_ATTRS, NameField, ProfileForm
from profiles.models import IdentityDocument, Person
from profiles.rules import mrz
from profiles.rules.mrz_text import canonical
from profiles.rules.states import citizenship_of
from profiles.rules.transliteration import names_agree
from profiles.services import IdentityData

LONGEST_TYPED = 1000
# What the family refuses is shown beside the date of birth.
OF_THE_BIRTH = dict.fromkeys(("child_too_old", "child_made_younger", "parent_too_young", "guardian_not_adult"), "birth_date")


class LinesForm(ProfileForm):
    """The lines from the bottom of the page with the photo."""

    lines = forms.CharField(
        label=_("The lines with the signs <"),
        help_text=_(
            "Two lines of 44 characters in a passport, three lines of 30 on an identity card. Spaces and small letters do no harm."
        ),
        max_length=LONGEST_TYPED,
        strip=False,
        widget=forms.Textarea(attrs={**TEXT_ATTRS, "rows": 4, "class": "portal-mrz", "autocapitalize": "characters", "lang": "en"}),
        error_messages={"required": _("Type the lines from the bottom of the page with your photo")},
    )
    read: mrz.MrzData

    def clean_lines(self) -> str:
        """The lines as the document has them. Everything wrong is told at once, each in its own words."""
        try:
            self.read = mrz.parse(self.cleaned_data["lines"], on=latest_today())
        except mrz.MrzError as error:
            raise ValidationError([ValidationError(str(problem), code=problem.code) for problem in error.problems]) from error
        if not self.read.citizenship or not citizenship_of(self.read.issuing_state):
            raise ValidationError(UnknownCitizenship.message, code=UnknownCitizenship.code)
        return self.read.text


class ConfirmForm(ProfileForm):
    """What the lines do not say: the day of issue, and names that the lines cut short or spell without their signs."""

    refusals_at = {"impossible_dates": "issued_on", "birth_not_in_the_past": "birth_date", **OF_THE_BIRTH}

    family_name = NameField(script="LATIN", label=_("Family name, as in the passport"))
    given_names = NameField(script="LATIN", label=_("Given names, as in the passport"), required=False)
    birth_date = CivilDateField(label=_("Date of birth"), not_after=latest_today)
    issued_on = CivilDateField(
        label=_("Date of issue"), not_after=latest_today, error_messages={"required": _("Type the date of issue, it is on the same page")}
    )

    def __init__(self, *args: Any, read: mrz.MrzData, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read
        if read.birth_date:
            del self.fields["birth_date"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in ("family_name", "given_names"):
            if name in data and not self._agrees(name, data[name]):
                said = getattr(self.read, name)
                self.add_error(name, _("The lines say “%(said)s”. Compare the name with the document once more.") % {"said": said or "—"})
        return data

    def _agrees(self, name: str, typed: str) -> bool:
        return names_agree(typed, getattr(self.read, name), truncated=self.read.names_truncated)

    def identity(self) -> IdentityData:
        data, read = self.cleaned_data, self.read
        return IdentityData(
            kind=read.kind,
            number=read.number,
            issuing_state=citizenship_of(read.issuing_state),
            family_name=data["family_name"],
            given_names=data["given_names"],
            birth_date=read.birth_date or data["birth_date"],
            sex=read.sex,
            citizenship=read.citizenship,
            issued_on=data["issued_on"],
            expires_on=read.expires_on,
            mrz=read.text,
        )


def document_number(typed: str) -> str:
    """Latin capitals and digits, as machine-readable lines would write it. Raises `ValidationError`."""
    number = re.sub(r"[\-./]", "", canonical(typed)).replace("№", "")
    if not re.fullmatch("[A-Z0-9]{3,20}", number):
        raise ValidationError(_("A number holds Latin letters and digits, for example FA1234567 or 400123456"), code="number")
    return number


class ByHandForm(ProfileForm):
    """Everything from the page with the photo, for a document without lines or with lines that cannot be read."""

    refusals_at = {
        "impossible_dates": "issued_on",
        "birth_not_in_the_past": "birth_date",
        "unknown_citizenship": "citizenship",
        **OF_THE_BIRTH,
    }

    kind = forms.ChoiceField(label=_("Which document is it?"), choices=IdentityDocument.Kind.choices, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Number of the document"),
        help_text=_("With its series, if it has one. Spaces do no harm."),
        max_length=40,
        widget=forms.TextInput(attrs={**TEXT_ATTRS, "class": "govuk-input--width-20", "autocapitalize": "characters"}),
    )
    issuing_state = forms.ChoiceField(label=_("Which state issued it?"), choices=citizenships.choices)
    family_name = NameField(script="LATIN", label=_("Family name, as in the passport"))
    given_names = NameField(script="LATIN", label=_("Given names, as in the passport"), required=False)
    birth_date = CivilDateField(label=_("Date of birth"), not_after=latest_today)
    sex = forms.ChoiceField(label=_("Sex, as in the document"), choices=Person.Sex.choices, widget=forms.RadioSelect)
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=citizenships.choices)
    issued_on = CivilDateField(label=_("Date of issue"), not_after=latest_today)
    expires_on = CivilDateField(
        label=_("Date of expiry"), required=False, help_text=_("Leave it empty if the document does not expire. For example, 14.06.2030")
    )

    def __init__(self, *args: Any, of_a_child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = IdentityDocument.Kind
        # The entry in a parent's passport has a page of its own: nothing of it is typed.
        left_out = {kinds.IN_PARENTS} if of_a_child else IdentityDocument.OF_A_CHILD
        self.fields["kind"].choices = [(code, name) for code, name in kinds.choices if code not in left_out]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        return document_number(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        born, issued, expires = (data.get(name) for name in ("birth_date", "issued_on", "expires_on"))
        if _is_before(issued, born):
            self.add_error("issued_on", _("The document cannot be issued before the birth. Compare both dates with the document."))
        if issued and expires and expires <= issued:
            self.add_error("expires_on", _("The document cannot expire before it is issued. Compare both dates with the document."))
        return data

    def identity(self) -> IdentityData:
        return IdentityData(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def _is_before(first: date | None, second: date | None) -> bool:
    return bool(first and second and first < second)
