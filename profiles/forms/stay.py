"""The migration card and the address."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.legal import regions
from portal.ui.fields import CivilDateField
from profiles.civil import latest_today
from profiles.forms.base import TEXT_ATTRS, ProfileForm
from profiles.models import Entry

_DIGITS = {**TEXT_ATTRS, "inputmode": "numeric"}


class EntryForm(ProfileForm):
    """The card as it lies on the table. Purposes in the words of the card."""

    refusals_at = {"entry_in_the_future": "entered_on", "stay_before_entry": "stay_until"}

    entered_on = CivilDateField(
        label=_("Date of entry"),
        help_text=_("The date of the border stamp, for example 14.06.2026"),
        not_after=latest_today,
        error_messages={"required": _("Type the date of the border stamp")},
    )
    purpose = forms.ChoiceField(
        label=_("Purpose of the visit, as marked on the card"),
        choices=Entry.Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the purpose that is marked on the card")},
    )
    card_series = forms.CharField(
        label=_("Series of the card"),
        help_text=_("4 digits"),
        max_length=20,
        widget=forms.TextInput(attrs={**_DIGITS, "class": "govuk-input--width-5"}),
        error_messages={"required": _("Type the series of the card, 4 digits")},
    )
    card_number = forms.CharField(
        label=_("Number of the card"),
        help_text=_("7 digits"),
        max_length=20,
        widget=forms.TextInput(attrs={**_DIGITS, "class": "govuk-input--width-10"}),
        error_messages={"required": _("Type the number of the card, 7 digits")},
    )
    stay_until = CivilDateField(label=_("Stay until"), required=False, help_text=_("If the card states it. For example, 14.09.2026"))

    def clean_card_series(self) -> str:
        return _digits(self.cleaned_data["card_series"], 4, _("The series has 4 digits, for example 4510"))

    def clean_card_number(self) -> str:
        return _digits(self.cleaned_data["card_number"], 7, _("The number has 7 digits, for example 1234567"))


class StayForm(ProfileForm):
    """One stay by its stamps. Either day may stay empty when nobody remembers it."""

    refusals_at = {
        "stay_not_possible": "entered_on",
        "stay_without_days": "entered_on",
        "stay_told_already": "entered_on",
        "exit_before_entry": "left_on",
    }

    entered_on = CivilDateField(
        label=_("Date of entry"),
        required=False,
        help_text=_("The date of the border stamp, for example 14.06.2026"),
        not_after=latest_today,
    )
    left_on = CivilDateField(
        label=_("Date of exit"),
        required=False,
        help_text=_("The date of the stamp when you left. Leave it empty if you are still in Russia."),
        not_after=latest_today,
    )


class StayWithoutStampsForm(StayForm):
    """The same for who crosses a border at which nobody stamps a passport."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entered_on"].help_text = _("By your ticket, or as you remember it. For example, 14.06.2026")
        self.fields["left_on"].help_text = _("By your ticket, or as you remember it. Leave it empty if you are still in Russia.")


class AddressForm(ProfileForm):
    region = forms.ChoiceField(label=_("Region"), error_messages={"required": _("Choose the region")})
    text = forms.CharField(
        label=_("Address"),
        help_text=_("Town, street, house, flat, as in the notice of arrival"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("Type the address")},
    )
    registered_until = CivilDateField(
        label=_("Registered until"), required=False, help_text=_("If the notice of arrival states it. For example, 14.09.2026")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose from the list")), *regions.choices()]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if not any(char.isalpha() for char in text):
            raise ValidationError(_("Type the town, the street and the house"), code="letters")
        return text


def _digits(typed: str, count: int, message: Any) -> str:
    digits = re.sub(r"[\s\-№]", "", typed)
    if not re.fullmatch(f"[0-9]{{{count}}}", digits):
        raise ValidationError(message, code="digits")
    return digits
