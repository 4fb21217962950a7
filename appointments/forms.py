"""What a person chooses on the way to an appointment: who comes and for what, which time."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.models import Service
from appointments.words import service_name
from portal import clock
from portal.ui.forms import PortalForm

TOGETHER: Final = 6  # people who come together


class WhatForm(PortalForm):
    who = forms.MultipleChoiceField(
        label=_("Who comes?"),
        help_text=_("People who come together get times next to each other."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who comes")},
    )
    service = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what you come for")})

    def __init__(self, *args: Any, children: list[Any], services: list[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(held.number), f"{held.child.family_name} {held.child.given_names}".strip()) for held in children]
        self.fields["who"].choices = [("me", _("I myself")), *names]  # type: ignore[attr-defined]
        self.fields["service"].choices = [(one.code, service_name(one)) for one in services]  # type: ignore[attr-defined]
        if not children:
            del self.fields["who"]

    def clean_who(self) -> list[str]:
        """More than can be received in neighbouring places are not left out in silence."""
        who: list[str] = self.cleaned_data["who"]
        if len(who) > TOGETHER:
            raise ValidationError(_("At most %(most)d people can come together. Book for the others separately.") % {"most": TOGETHER})
        return who


class TimeForm(PortalForm):
    """The button of one time."""

    day = forms.DateField(error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")}, input_formats=["%Y-%m-%d"])
    at = forms.TimeField(error_messages={"required": _("Choose a time"), "invalid": _("Choose a time")}, input_formats=["%H:%M"])

    def clean_day(self) -> date:
        """Places open at most a year ahead: any other day is no day of ours."""
        day: date = self.cleaned_data["day"]
        if abs(day - clock.today()) > timedelta(days=400):
            raise ValidationError(_("Choose a day"), code="invalid")
        return day


class MoveForm(TimeForm):
    """The time and the office to which an appointment would move."""

    office = forms.CharField(max_length=20)
