"""The question pages of an extension of stay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import region_choices
from cases.procedures import Application
from permits.rules.temporary_stay import GROUNDS, grounds_for
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm


class StayRegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("The region of the registration at the place of stay: its office decides."),
        error_messages={"required": _("Choose the region of the registration")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class StayGroundForm(PortalForm):
    """What is offered depends on whose stay it is. Without `application` the form only knows its question."""

    ground = forms.ChoiceField(
        label=_("On what ground is the stay to be extended?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground")},
    )

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        from permits.procedures.of_residence import is_child

        super().__init__(*args, **kwargs)
        child = application is not None and is_child(application)
        offered = grounds_for(child=child) if application else GROUNDS
        self.fields["ground"].choices = [(ground.code, ground.title_for(child=child)) for ground in offered]  # type: ignore[attr-defined]


class StayUntilForm(PortalForm):
    until = CivilDateField(
        label=_("Through which day is the paper good?"),
        help_text=_("The last day of the contract, of the study, of the treatment or of the consideration. For example, 14.06.2027"),
        error_messages={"required": _("Type the last day that the paper names")},
    )
