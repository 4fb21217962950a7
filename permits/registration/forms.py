"""What a host types of itself and of a guest, and what a guest answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.ru import inn as inn_check

from permits.registration.errors import InnWrong
from permits.registration.models import Host
from permits.registration.services import HostData, NoticeData
from portal.legal import regions
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles import citizenships
from profiles.civil import latest_today
from profiles.forms.base import NameField
from profiles.rules import numbers

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class HostForm(PortalForm):
    kind = forms.ChoiceField(label=_("Who gives the place to stay?"), choices=Host.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the host"), help_text=_("Family name and given names, or the name of the organisation"), max_length=200
    )
    inn = forms.CharField(
        label=_("INN"),
        help_text=_("12 digits of a person, 10 digits of an organisation"),
        max_length=20,
        widget=forms.TextInput(attrs={**_PLAIN, "inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    region = forms.ChoiceField(label=_("Region"), error_messages={"required": _("Choose the region")})
    address = forms.CharField(label=_("Address where guests stay"), help_text=_("Town, street, house, flat"), max_length=300)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose from the list")), *regions.choices()]  # type: ignore[attr-defined]

    def clean_inn(self) -> str:
        inn = "".join(self.cleaned_data["inn"].split())
        if not (inn.isascii() and inn.isdigit() and inn_check.is_valid(inn)):
            raise ValidationError(InnWrong.message, code=InnWrong.code)
        return inn

    def clean_phone(self) -> str:
        try:
            return numbers.phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise ValidationError(_("Type the number with the code of the country, for example +7 916 123-45-67"), code="phone") from error

    def host(self) -> HostData:
        return HostData(**self.cleaned_data)


class ArrivalForm(PortalForm):
    """As in the guest's passport. The portal compares nothing for the host and tells it nothing."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code that the guest shows"),
        help_text=_("The guest finds it in the portal under “My registration”. It is good for 24 hours."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={**_PLAIN, "class": "govuk-input--width-20"}),
    )
    email = forms.EmailField(label=_("Or the guest’s e-mail, if there is no code"), required=False, max_length=200)
    family_name = NameField(script="LATIN", label=_("Family name, as in the passport"))
    given_names = NameField(script="LATIN", label=_("Given names, as in the passport"), required=False)
    birth_date = CivilDateField(label=_("Date of birth"), not_after=latest_today)
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=citizenships.choices)
    document_number = forms.CharField(label=_("Number of the passport"), max_length=20, widget=forms.TextInput(attrs=_PLAIN))
    arrived_on = CivilDateField(label=_("Day of arrival at your address"), not_after=latest_today)
    stay_until = CivilDateField(label=_("Stays until"), help_text=_("For example, 14.09.2026"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("code")) == bool(data.get("email")):
            self.add_error("code", _("Type the guest’s code, or the guest’s e-mail: one of them"))
        return data

    def notice(self) -> NoticeData:
        return NoticeData(**{name: value for name, value in self.cleaned_data.items() if name != "submission_key"})


class ListForm(PortalForm):
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Table of guests (CSV)"),
        help_text=_("At most 1,000 rows. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file to upload"), "empty": _("The file is empty.")},
    )


class DepartureForm(PortalForm):
    departed_on = CivilDateField(label=_("Day of departure"), not_after=latest_today)


class WhoForm(PortalForm):
    """About whom the invitation is."""

    who = forms.ChoiceField(
        label=_("Who has arrived there?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who has arrived")}
    )

    def __init__(self, *args: Any, children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(held.number), f"{held.child.family_name} {held.child.given_names}".strip()) for held in children]
        self.fields["who"].choices = [("me", _("I have")), *names]  # type: ignore[attr-defined]


class AnswerForm(PortalForm):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The officer reads it. The guest sees only that you have answered."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your answer.")},
    )
