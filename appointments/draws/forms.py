"""What somebody asks of the lot, and what a supervisor announces."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.draws.models import Draw, DrawRequest
from appointments.models import ServiceAtOffice
from appointments.selectors import zone_of
from appointments.words import office_name, service_name
from portal.ui.fields import CivilDateField
from portal.ui.formats import civil_date
from portal.ui.forms import PortalForm


class AskForm(PortalForm):
    who = forms.ChoiceField(label=_("For whom?"), widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label=_("On which days could you come?"), widget=forms.CheckboxSelectMultiple, help_text=_("The more days, the better your chance.")
    )
    part = forms.ChoiceField(label=_("At which time of the day?"), widget=forms.RadioSelect, choices=DrawRequest.Part.choices)

    def __init__(self, *args: Any, draw: Draw, children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(held.number), f"{held.child.family_name} {held.child.given_names}".strip()) for held in children]
        self.fields["who"].choices = [("me", _("For myself")), *names]  # type: ignore[attr-defined]
        self.fields["days"].choices = [(day.isoformat(), civil_date(day)) for day in _days(draw)]  # type: ignore[attr-defined]
        if not children:
            self.fields["who"].widget, self.fields["who"].initial = forms.HiddenInput(), "me"

    def clean_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.cleaned_data["days"]]


def _days(draw: Draw) -> list[date]:
    return [draw.first_day + timedelta(days=number) for number in range((draw.last_day - draw.first_day).days + 1)]


class OfferedChoice(forms.ModelChoiceField):
    def label_from_instance(self, offered: Any) -> str:
        return f"{service_name(offered.service)} · {office_name(offered.reception.office)}"


class AnnounceForm(PortalForm):
    """Times are those of the office's wall clock."""

    offered = OfferedChoice(label=_("Service at the office"), queryset=ServiceAtOffice.objects.none())
    first_day = CivilDateField(label=_("First day of the places"))
    last_day = CivilDateField(label=_("Last day of the places"))
    from_day = CivilDateField(label=_("Requests from: day"))
    from_time = forms.TimeField(label=_("Requests from: time"), widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "09:00"}))
    until_day = CivilDateField(label=_("Requests until: day"), help_text=_("24 hours later at least."))
    until_time = forms.TimeField(label=_("Requests until: time"), widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "09:00"}))
    outside_source = forms.CharField(
        label=_("Value from outside"), required=False, max_length=300,
        help_text=_("Optional: a value that nobody here makes and that will be published after the requests end. Say which one and where."),
    )  # fmt: skip

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offered"].queryset = services  # type: ignore[attr-defined]
        if (only := list(services[:2])) and len(only) == 1:
            self.fields["offered"].initial = only[0].pk

    def terms(self) -> dict[str, Any]:
        data = self.cleaned_data
        zone = zone_of(data["offered"].reception)
        return {
            "offered_id": data["offered"].pk,
            "first_day": data["first_day"],
            "last_day": data["last_day"],
            "requests_from": _moment(data["from_day"], data["from_time"], zone),
            "requests_until": _moment(data["until_day"], data["until_time"], zone),
            "outside_source": data["outside_source"],
        }


def _moment(day: date, at: Any, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)


class OutsideValueForm(PortalForm):
    value = forms.CharField(label=_("The value, as it was published"), max_length=100)


__all__ = ["AnnounceForm", "AskForm", "OutsideValueForm"]
