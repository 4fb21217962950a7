"""Forms about the plan. What is wrong is said beside its field; the services keep the same rules."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import DayChange, Desk, Reception, ScheduleLine, Service, ServiceAtOffice, Weekday
from appointments.planning.week import hours_of
from appointments.selectors import zone_of
from appointments.words import service_name
from portal import clock
from portal.ui.fields import CivilDateField
from portal.ui.forms import CleanTextMixin


def time_field(label: Any, *, required: bool = True, initial: Any = None) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=required, initial=initial, widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "09:00"})
    )


def number_field(label: Any, least: int, most: int, *, initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=initial)


class PlanForm(CleanTextMixin, forms.ModelForm):
    """A row of one reception's plan."""

    def __init__(self, *args: Any, reception: Reception, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reception = reception
        for name in ("desk", "offered"):
            if name in self.fields:
                queryset = Desk.objects if name == "desk" else ServiceAtOffice.objects.select_related("service")
                self.fields[name].queryset = queryset.filter(reception=reception)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service makes the row; the form only reads what was typed."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def rows(self) -> list[tuple[int | None, dict[str, Any]]]:
        """The rows that this form makes or changes, by key; None is a new one."""
        return [(self.instance.pk, self.values())]


class OfferedChoice(forms.ModelChoiceField):
    def label_from_instance(self, offered: Any) -> str:
        return service_name(offered.service)


def _weekdays(label: Any, **fields: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(label=label, coerce=int, widget=forms.CheckboxSelectMultiple, **fields)


class HoursForm(PlanForm):
    """New hours are made for several weekdays at once; a change may go for the other weekdays that have the same hours."""

    field_order = (
        "desk",
        "offered",
        "weekdays",
        "weekday",
        "starts",
        "ends",
        "break_starts",
        "break_ends",
        "valid_from",
        "valid_until",
        "also",
    )
    weekdays = _weekdays(_("weekdays"), choices=Weekday.choices)
    also = _weekdays(
        _("the same change on"), required=False, help_text=_("These weekdays have the same hours now. Each keeps its weekday.")
    )
    offered = OfferedChoice(label=_("service"), queryset=ServiceAtOffice.objects.none())
    starts = time_field(_("from"))
    ends = time_field(_("until"))
    break_starts = time_field(_("break from"), required=False)
    break_ends = time_field(_("break until"), required=False)
    valid_from = CivilDateField(label=_("first day"))
    valid_until = CivilDateField(label=_("last day"), required=False, help_text=_("Leave it empty if the hours hold until further notice."))

    class Meta:
        model = ScheduleLine
        fields = ["desk", "offered", "weekday", "starts", "ends", "break_starts", "break_ends", "valid_from", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: dict[int, ScheduleLine] = {}
        if self.instance.pk is None:
            del self.fields["weekday"], self.fields["also"]
            return
        del self.fields["weekdays"]
        row = next((one for one in hours_of(self.reception, clock.today(zone_of(self.reception))) if self.instance in one.lines), None)
        self.alike = {line.pk: line for line in (row.lines if row else ()) if line != self.instance}
        self.fields["also"].choices = [(pk, line.get_weekday_display()) for pk, line in self.alike.items()]  # type: ignore[attr-defined]
        if not self.alike:
            del self.fields["also"]

    def rows(self) -> list[tuple[int | None, dict[str, Any]]]:
        if self.instance.pk is None:
            return [(None, {**self.values(), "weekday": weekday}) for weekday in self.cleaned_data["weekdays"]]
        others = [(pk, {**self.values(), "weekday": self.alike[pk].weekday}) for pk in self.cleaned_data.get("also", ())]
        return [*super().rows(), *others]


class DeskForm(PlanForm):
    class Meta:
        model = Desk
        fields = ["name", "is_open"]


class ServiceForm(PlanForm):
    minutes = number_field(_("minutes of one visit"), 5, 480)
    lead_hours = number_field(_("booked at least so many hours ahead"), 0, 720)
    horizon_days = number_field(_("days ahead that places open"), 1, 366)
    walk_in_percent = number_field(_("percent kept for walk-ins"), 0, 100)
    urgent_percent = number_field(_("percent kept for urgent deadlines"), 0, 100)
    urgent_days = number_field(_("a deadline is urgent so many days before"), 0, 90)
    opens_at = time_field(_("hour at which a new day opens"))

    class Meta:
        model = ServiceAtOffice
        fields = [
            "service", "minutes", "lead_hours", "horizon_days", "opens_at", "walk_in_percent", "urgent_percent", "urgent_days", "is_drawn",
            "is_offered",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = ServiceAtOffice.objects.filter(reception=self.reception).exclude(pk=self.instance.pk).values("service_id")
        self.fields["service"].queryset = Service.objects.exclude(pk__in=here)  # type: ignore[attr-defined]
        self.fields["service"].disabled = self.instance.pk is not None
        self.fields["service"].label_from_instance = service_name  # type: ignore[attr-defined]


class DayForm(PlanForm):
    first_day = CivilDateField(label=_("first day"))
    last_day = CivilDateField(label=_("last day"))

    class Meta:
        model = DayChange
        fields = ["kind", "desk", "first_day", "last_day", "as_weekday", "reason_ru", "reason_en"]
        labels = {"kind": _("on these days the office or desk is")}
        help_texts = {
            "desk": _("Leave it empty for the whole office."),
            "as_weekday": _("Only for days that are open although they are days off."),
            "reason_ru": _(
                "Of a closed office it stands in the letters to everybody who loses an appointment, in each person's language: say what "
                "happened, and name nobody. Of a desk or an open day only the plan of the office shows it."
            ),
        }


class ReceptionForm(PlanForm):
    languages = forms.CharField(
        label=_("languages spoken at the desks"), required=False, help_text=_("Codes with spaces between them: ru en uz")
    )
    zone = forms.CharField(
        label=_("time zone"),
        max_length=40,
        help_text=_(
            "For example Europe/Moscow. After a decree people still come at the hour they were told, and get a letter to replace the entry "
            "in their calendars."
        ),
    )

    class Meta:
        model = Reception
        fields = ["zone", "latitude", "longitude", "step_free", "hearing_loop", "languages", "way_ru", "way_en", "is_open"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["languages"] = " ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        codes = sorted(set(str(self.cleaned_data["languages"]).lower().replace(",", " ").split()))
        if any(not code.isalpha() or not 2 <= len(code) <= 3 for code in codes):
            raise forms.ValidationError(_("Write two-letter codes of languages."))
        return codes

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone."))
        return zone

    def clean(self) -> dict[str, Any]:
        given = [self.cleaned_data.get(name) for name in ("latitude", "longitude")]
        if (given[0] is None) != (given[1] is None) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error("longitude", _("Give both, latitude and longitude, or neither."))
        return self.cleaned_data


__all__ = ["DayForm", "DeskForm", "HoursForm", "PlanForm", "ReceptionForm", "ServiceForm", "number_field", "time_field"]
