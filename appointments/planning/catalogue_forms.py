"""Forms about what people come for, and about an office that begins to receive them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import Service
from appointments.planning.forms import ReceptionForm, number_field, time_field
from appointments.words import service_name
from cases.counter import COUNTER
from cases.procedures import all_procedures
from portal.ui.forms import CleanTextMixin

_NAME_MOST = 20  # as `Desk.name`


def _boxes(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple)


class CatalogueForm(CleanTextMixin, forms.ModelForm):
    """A service: new, or changed. Its code stays."""

    procedures = _boxes(_("applications it belongs to"), _("Their applicants are led here, and their deadline is drawn among the times."))
    confirms = _boxes(_("what a finished visit proves"), _("Leave it empty for a visit that proves nothing to an application."))
    bring_ru = forms.CharField(
        label=_("what to bring, in Russian, a line each"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    bring_en = forms.CharField(
        label=_("what to bring, in English, a line each"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    changes = number_field(_("cancellations and moves allowed"), 1, 50, initial=3)
    changes_days = number_field(_("within so many days"), 1, 365, initial=30)

    class Meta:
        model = Service
        fields = ["code", "name_ru", "name_en", "bring_ru", "bring_en", "procedures", "confirms", "changes", "changes_days"]
        help_texts = {"code": _("Latin letters, digits and hyphens. It stands in addresses and stays.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedures"].choices = self._known(all_procedures(), self.instance.procedures)  # type: ignore[attr-defined]
        self.fields["confirms"].choices = COUNTER.items()  # type: ignore[attr-defined]
        if self.instance.pk is not None:
            del self.fields["code"]

    @staticmethod
    def _known(procedures: Any, kept: list[str]) -> list[tuple[str, Any]]:
        """Every procedure of the portal, and those that the service has already and the portal no longer knows."""
        named = [(one.code, one.title) for one in procedures]
        return named + [(code, code) for code in kept if code not in dict(named)]

    def clean(self) -> dict[str, Any]:
        """What is said in one language only would be empty for the readers of the other."""
        told = {name: self.cleaned_data.get(name) for name in ("bring_ru", "bring_en")}
        for name, text in told.items():
            if not text and any(told.values()) and name not in self.errors:
                self.add_error(name, _("Say what to bring in both languages."))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The service function makes the row; the form only reads what was typed."""

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}
        return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in values.items()}


class OpeningForm(ReceptionForm):
    """An office that begins to receive people: its reception, the services and desks it begins with."""

    services = forms.ModelMultipleChoiceField(
        label=_("services it begins with"), queryset=Service.objects.order_by("code"), widget=forms.CheckboxSelectMultiple
    )
    minutes = number_field(_("minutes of one visit"), 5, 480, initial=20)
    opens_at = time_field(_("hour at which a new day opens"), initial="10:00")
    desks = forms.CharField(
        label=_("names of the desks"), max_length=400, help_text=_("As on the doors, with spaces between them: 1 2 3A"), initial="1"
    )
    field_order = ("services", "minutes", "opens_at", "desks", "zone", "languages")

    class Meta(ReceptionForm.Meta):
        fields = [name for name in ReceptionForm.Meta.fields if name != "is_open"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].label_from_instance = service_name  # type: ignore[attr-defined]
        self.fields["minutes"].help_text = _("For all of these services; each can be changed on its own page afterwards.")

    def clean_desks(self) -> list[str]:
        names = list(dict.fromkeys(str(self.cleaned_data["desks"]).replace(",", " ").split()))
        if any(len(name) > _NAME_MOST for name in names):
            raise forms.ValidationError(_("The name of a desk has at most %(most)s characters.") % {"most": _NAME_MOST})
        return names


__all__ = ["CatalogueForm", "OpeningForm"]
