"""What somebody who waits says: for whom, where, which days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm


class JoinForm(PortalForm):
    who = forms.ChoiceField(label=_("For whom?"), widget=forms.RadioSelect)
    where = forms.ChoiceField(label=_("Where would you come?"), widget=forms.RadioSelect)
    first_day = CivilDateField(label=_("From which day?"), help_text=_("For example, 14.09.2026"))
    last_day = CivilDateField(label=_("Until which day?"), help_text=_("That day included. The more days, the better your chance."))

    def __init__(self, *args: Any, children: list[Any], office: str, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(held.number), f"{held.child.family_name} {held.child.given_names}".strip()) for held in children]
        self.fields["who"].choices = [("me", _("For myself")), *names]  # type: ignore[attr-defined]
        where = [("office", office), ("region", _("Any office of the region: %(region)s") % {"region": region})]
        self.fields["where"].choices = where  # type: ignore[attr-defined]
        if not children:
            self.fields["who"].widget, self.fields["who"].initial = forms.HiddenInput(), "me"
