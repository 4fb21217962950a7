"""Forms of the status: another day, what if, a contract, reminders."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from permits.status.models import REMINDER_DAYS
from portal import clock
from portal.errors import DomainError
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm

FIRST_DAY: Final = date(2014, 1, 1)  # the first rule of stay that the portal knows
YEARS_AHEAD: Final = timedelta(days=5 * 365)


def farthest() -> date:
    """Five years on: farther nothing of today's law can be promised."""
    return clock.today() + YEARS_AHEAD


class OnForm(PortalForm):
    """The day that is asked about. It is sent by GET and kept nowhere."""

    on = CivilDateField(label=_("Show the status on this day"), required=False, not_before=FIRST_DAY, not_after=farthest)


class WhatIfForm(PortalForm):
    """Leaving and coming back. Either may stay empty. Sent by GET, kept nowhere."""

    leave = CivilDateField(label=_("If I leave Russia on"), required=False, not_before=FIRST_DAY, not_after=farthest)
    back = CivilDateField(label=_("and come back on"), required=False, not_before=FIRST_DAY, not_after=farthest)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        leave, back = cleaned.get("leave"), cleaned.get("back")
        if leave and back and back <= leave:
            self.add_error("back", ValidationError(_("The day of coming back must be later than the day of leaving"), code="order"))
        return cleaned


class ContractForm(PortalForm):
    refusals_at = {"contract_not_possible": "begins_on", "contract_ends_before_it_begins": "ends_on"}

    begins_on = CivilDateField(label=_("First day of work, as the contract says"))
    ends_on = CivilDateField(
        label=_("Last day of the contract"), required=False, help_text=_("Leave it empty if the contract has no last day.")
    )

    def refuse(self, error: DomainError) -> None:
        """Show why the service refused, beside what was typed."""
        self.add_error(self.refusals_at.get(error.code), str(error))


class WishForm(PortalForm):
    days = forms.TypedMultipleChoiceField(
        label=_("When to remind me before a last day"),
        help_text=_("Choose none, and no reminders come. Warnings about the payment of a patent come all the same."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    alarms = forms.BooleanField(label=_("Alarms in my calendar on the same days"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(days)d day before", "%(days)d days before", days) % {"days": days}) for days in REMINDER_DAYS
        ]
