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

# For another reader: who acts for the same child, or the child when it has grown up.
_BY_A_GUARDIAN: dict[str, Any] = {
    "cases.CaseOpened": _("A parent or guardian began the application."),
    "cases.CaseSubmitted": _("A parent or guardian sent the application."),
    "cases.InformationProvided": _("A parent or guardian answered the officer."),
    "cases.CaseWithdrawn": _("A parent or guardian withdrew the application."),
}

_COUNTER = "cases.SeenAtTheCounter"


def case_history(case: Case, *, reader_id: int) -> list[TimelineEntry]:
    """Newest first, for one of those who may read it."""
    events = history_of("cases.case", case.pk)[:200]
    return [TimelineEntry(event.occurred_at, _words(event, reader_id)) for event in events if event.name in _WORDS]


def _words(event: Event, reader_id: int) -> Any:
    if event.name == _COUNTER:
        return seen_words(event.payload["what"])
    is_anothers = event.actor_kind == "person" and event.actor_id != reader_id
    return (_BY_A_GUARDIAN if is_anothers else _WORDS).get(event.name, _WORDS[event.name])
