"""What happened to a case, in words for the applicant. Who among the officers did it is not told here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Case
from portal.events.selectors import history_of
from portal.ui.components import TimelineEntry

_WORDS: dict[str, Any] = {
    "cases.CaseOpened": _("You began the application."),
    "cases.CaseSubmitted": _("You sent the application."),
    "cases.CaseTaken": _("An officer began to review it."),
    "cases.CaseReleased": _("It waits for another officer."),
    "cases.InformationRequested": _("The officer asked you for something."),
    "cases.InformationProvided": _("You answered the officer."),
    "cases.DecisionProposed": _("The officer prepared a decision. A second officer looks at it."),
    "cases.DecisionReturned": _("The second officer sent the decision back for another look."),
    "cases.CaseGranted": _("The application was granted."),
    "cases.CaseRefused": _("The application was refused."),
    "cases.CaseWithdrawn": _("You withdrew the application."),
    "cases.CaseOverdue": _("The legal deadline passed. The head of the office was told."),
}


def case_history(case: Case) -> list[TimelineEntry]:
    """Newest first."""
    events = history_of("cases.case", case.pk)[:200]
    return [TimelineEntry(event.occurred_at, _WORDS[event.name]) for event in events if event.name in _WORDS]
