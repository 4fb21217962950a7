"""What operators type when an act changes the law."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from portal.legal import regions, writing
from portal.legal.checks import Proposed
from portal.legal.models import CalendarOverride, LegalSeries, LegalValue
from portal.legal.rules.calendar import FIRST_YEAR, LAST_YEAR
from portal.ui.forms import CleanTextMixin

CONFIDENCE = [
    ("A", _("A: read in the act itself")),
    ("B", _("B: well known, not compared with the act")),
    ("C", _("C: unsure, to be checked")),
]


class _Years(forms.DateField):
    """A civil date in the years that the portal reckons with."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=UnfoldAdminSingleDateWidget, **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("The year lies outside the years we reckon with."), code="year")
        return day


class LegalValueForm(CleanTextMixin, forms.ModelForm):
    """A row of a new act. It is checked here with the rules of `writing.add_value`, so that nothing typed is lost."""

    key = forms.ChoiceField(label=_("Figure"), widget=UnfoldAdminSelectWidget)
    scope = forms.ChoiceField(
        label=_("Region"), required=False, widget=UnfoldAdminSelectWidget, help_text=_("For figures of a region only")
    )
    since = _Years(label=_("In force from"))
    until = _Years(
        label=_("First day no longer in force"),
        required=False,
        help_text=_("Empty: until another act. The deflator and coefficients hold for one year: end them on 1 January."),
    )
    ends_figure = forms.BooleanField(label=_("The act ends the figure: there is no value"), required=False)
    published_on = _Years(label=_("Published on"), required=False)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=CONFIDENCE, widget=UnfoldAdminSelectWidget)
    corrects = forms.BooleanField(
        label=_("The row in force on that day was wrong: this one takes its place"),
        required=False,
        help_text=_(
            "If both begin on the same day, the wrong row counts no more; otherwise it ends the day before. Decisions made before keep "
            "what they used."
        ),
    )

    class Meta:
        model = LegalValue
        fields = ["value", "citation", "note"]
        widgets = dict.fromkeys(fields, UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = LegalSeries.objects.order_by("key").values_list("key", flat=True).distinct()
        self.fields["key"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
        self.fields["scope"].choices = [("", _("the whole country")), *regions.choices()]  # type: ignore[attr-defined]
        self.fields["value"].required = False
        self.fields["value"].help_text = _("1234.50 for roubles and factors; “10 working_days”, “2 months” for terms")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if bool(typed.get("value")) == bool(typed.get("ends_figure")):
            self.add_error("value", _("Enter the value, or tick that the act ends the figure"))
        typed["value"] = typed.get("value") or None
        if not self.errors:
            self._refuse(typed)
        return typed

    def _refuse(self, typed: dict[str, Any]) -> None:
        if typed["until"] and typed["until"] <= typed["since"]:
            self.add_error("until", _("The end must be later than the beginning"))
            return
        row = Proposed(**{name: typed[name] for name in ("key", "scope", "since", "until", "value")})
        refused = writing.refusal(row, corrects=typed["corrects"])
        if refused:
            self.add_error(None, str(refused))


class CalendarOverrideForm(CleanTextMixin, forms.ModelForm):
    day = _Years(label=_("Day"))

    class Meta:
        model = CalendarOverride
        fields = ["day", "is_working", "citation"]
        widgets = {"citation": UnfoldAdminTextInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["day"].disabled = True  # another day is another row
