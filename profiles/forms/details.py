"""What a person tells about herself, a question at a time."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from profiles.forms.base import NameField, ProfileForm
from profiles.rules import numbers


class RussianNameForm(ProfileForm):
    """Typed from a visa, a translation or an earlier Russian paper. The portal never makes it up."""

    family_name_ru = NameField(script="CYRILLIC", label=_("Family name in Russian letters"))
    given_names_ru = NameField(script="CYRILLIC", label=_("Given names in Russian letters"), required=False)
    patronymic_ru = NameField(
        script="CYRILLIC", label=_("Patronymic in Russian letters"), help_text=_("Only if the translation has one"), required=False
    )


class BirthPlaceForm(ProfileForm):
    birth_place = forms.CharField(
        label=_("Place of birth"),
        help_text=_("As in the passport or its translation, for example: Dushanbe, Tajikistan"),
        max_length=200,
        error_messages={"required": _("Type the place of birth as in the passport")},
    )

    def clean_birth_place(self) -> str:
        place: str = self.cleaned_data["birth_place"]
        if not any(char.isalpha() for char in place):
            raise ValidationError(_("Type the place of birth in letters"), code="letters")
        return place


class PhoneForm(ProfileForm):
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("Russian or foreign, with the code of the country, for example +992901234567"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Type a phone number on which you can be reached")},
    )

    def clean_phone(self) -> str:
        try:
            return numbers.phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise ValidationError(_("Type the number with the code of the country, for example +7 916 123-45-67"), code="phone") from error


class InnForm(ProfileForm):
    inn = forms.CharField(
        label=_("INN, twelve digits"),
        help_text=_("It stands in the letter of the tax office, and on an earlier patent, for example 500100732259"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def clean_inn(self) -> str:
        typed = self.cleaned_data["inn"]
        try:
            return numbers.person_inn(typed) if typed else ""
        except ValueError as error:
            raise ValidationError(_("This is not the INN of a person: check its twelve digits"), code="inn") from error


def details(form: ProfileForm) -> dict[str, Any]:
    """What `services.update_personal_details` takes."""
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}
