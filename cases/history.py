"""What happened to a case, in words for the applicant. Who among the officers did it is not told here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.counter import seen_words
from cases.models import Case
from portal.events.models import Event
from portal.events.selectors import history_of
from portal.ui.components import TimelineEntry

_WORDS: dict[str, Any] = {
    "cases.CaseOpened": _("You began the application."),
    "cases.CaseSubmitted": _("You sent the application."),
    "cases.CaseTaken": _("An officer began to review it."),
    "cases.CaseReleased": _("It waits for another officer."),
    "cases.InformationRequested": _("The officer asked you for something."),
    "cases.InformationProvided": _("You answered the officer."),
    "cases.InvitedToCounter": _("The officer invited you to come to the office."),
    "cases.SeenAtTheCounter": _("An officer saw what you brought."),
    "cases.DecisionProposed": _("The officer prepared a decision. A second officer looks at it."),
    "cases.DecisionReturned": _("The second officer sent the decision back for another look."),
    "cases.CaseGranted": _("The application was granted."),
    "cases.CaseRefused": _("The application was refused."),
    "cases.CaseWithdrawn": _("You withdrew the application."),
    "cases.CaseOverdue": _("The legal deadline passed. The head of the office was told."),
}

_COUNTER = "cases.SeenAtTheCounter"


def case_history(case: Case) -> list[TimelineEntry]:
    """Newest first."""
    events = history_of("cases.case", case.pk)[:200]
    return [TimelineEntry(event.occurred_at, _words(event)) for event in events if event.name in _WORDS]


def _words(event: Event) -> Any:
    return seen_words(event.payload["what"]) if event.name == _COUNTER else _WORDS[event.name]
