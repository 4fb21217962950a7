"""What is typed at the counter."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.board.words import named
from appointments.models import Booking, DocumentSeen, ServiceAtOffice
from appointments.rules.number import canonical
from portal.edge.idempotency import SubmissionIdField
from portal.ui.forms import PortalForm
from profiles import citizenships
from profiles.forms.passport import document_number

# A scanner presses the keys of a Latin keyboard: while the computer's is Russian, other letters come of it.
_KEYS: Final = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM")


class NumberForm(PortalForm):
    """A number typed, or what a scanner read: the number alone or an address that holds it."""

    number = forms.CharField(
        label=_("Number of the appointment"),
        help_text=_("Type it, or scan the code of the person’s confirmation."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the number of the appointment.")},
    )

    def clean_number(self) -> str:
        """The number as it is stored; "" when there is none in what was typed."""
        typed = str(self.cleaned_data["number"])
        meant = typed.upper().translate(_KEYS)
        parts = [typed, *re.split(r"[/?=&#\s]+", typed), meant, *re.split(r"[/?=&#.,\s]+", meant)]
        return next((number for part in parts if (number := canonical(part))), "")


class ArriveForm(PortalForm):
    number = forms.CharField(max_length=20, widget=forms.HiddenInput)
    same_person = forms.BooleanField(label=_("It is this person: I compared name, photo and number with the document"), required=False)
    # Asked only of somebody whose name, birthday or document was changed after the time was booked.
    ground = forms.ChoiceField(
        label=_("Why do you receive this person?"), choices=[("", _("Choose from the list")), *Booking.Ground.choices], required=False
    )
    ground_words = forms.CharField(label=_("If it is something else: what?"), max_length=300, required=False)


class TicketForm(PortalForm):
    # Firefox would bring the number of the former page back with a reload.
    submission_key = SubmissionIdField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    offered = forms.ChoiceField(label=_("What for"), error_messages={"required": _("Choose what the person came for.")})
    is_urgent = forms.BooleanField(label=_("A legal deadline of this person is near"), required=False)
    reference = forms.CharField(
        label=_("Number of the application, if there is one"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, services: list[ServiceAtOffice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["offered"]
        choices = [(str(one.pk), named(one.service)) for one in services]
        # Where there is a choice nobody gets a ticket for the first one by mistake.
        field.choices = choices if len(choices) == 1 else [("", _("Choose from the list")), *choices]


class VersionForm(PortalForm):
    expected_version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    seen = forms.BooleanField(required=False)


class DocumentForm(PortalForm):
    """The document in the officer's hand."""

    issuing_state = forms.ChoiceField(
        label=_("Which state issued it?"), choices=citizenships.choices, error_messages={"required": _("Choose the state.")}
    )
    number = forms.CharField(
        label=_("Number of the document"),
        help_text=_("With its series, if it has one. Spaces do no harm."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the number from the document.")},
    )

    def clean_number(self) -> str:
        return document_number(self.cleaned_data["number"])


class SeenForm(DocumentForm):
    """Whose it is, and what the officer saw."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    was_compared = forms.BooleanField(
        label=_("I compared the original with the person in front of me, and the profile chosen above is hers"), required=False
    )
    ground = forms.ChoiceField(
        label=_("What did you see?"), choices=[("", _("Choose from the list")), *DocumentSeen.Ground.choices], required=False
    )
    ground_words = forms.CharField(
        label=_("If it is something else, or another record is corrected: what?"), max_length=300, required=False
    )
