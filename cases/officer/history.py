"""What happened to a case, for officers: who did what and when, and what the applicant was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from cases.counter import seen_words
from cases.models import Case
from cases.officer.words import colleague
from portal.accounts.models import User
from portal.events.models import Event
from portal.events.selectors import history_of
from portal.notifications.models import Message
from profiles.acting import ever_heard

LONGEST = 200

_WORDS = {
    "cases.CaseOpened": gettext_noop("Application begun"),
    "cases.CaseSubmitted": gettext_noop("Application sent"),
    "cases.CaseTaken": gettext_noop("Case taken"),
    "cases.CaseReleased": gettext_noop("Case given back to the queue"),
    "cases.InformationRequested": gettext_noop("Applicant asked"),
    "cases.InformationProvided": gettext_noop("Applicant answered"),
    "cases.InvitedToCounter": gettext_noop("Applicant invited to the counter"),
    "cases.SeenAtTheCounter": gettext_noop("Seen at the counter"),
    "cases.DecisionProposed": gettext_noop("Decision proposed"),
    "cases.DecisionReturned": gettext_noop("Proposal returned"),
    "cases.CaseGranted": gettext_noop("Granted: the second officer confirmed"),
    "cases.CaseRefused": gettext_noop("Refused: the second officer confirmed"),
    "cases.CaseWithdrawn": gettext_noop("Withdrawn by the applicant"),
    "cases.CaseOverdue": gettext_noop("Legal deadline passed, supervisors told"),
}
_PROPOSED = {"granted": gettext_noop("Proposed: grant"), "refused": gettext_noop("Proposed: refuse")}

_CHANNELS = {"inbox": gettext_noop("inbox of the portal"), "email": gettext_noop("e-mail")}
_STATUSES = {
    "queued": gettext_noop("waiting to leave"),
    "sending": gettext_noop("leaving"),
    "sent": gettext_noop("delivered"),
    "failed": gettext_noop("could not be delivered"),
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    who: str


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str
    created_at: datetime
    channel_words: str
    status_words: str


def case_events(case: Case) -> list[Event]:
    """Newest first."""
    return list(history_of("cases.case", case.pk)[:LONGEST])


def case_history(events: list[Event], known: Iterable[User | None], *, own_user: int | None) -> list[Entry]:
    """The events in words. `known` are people whom the page has read already; `own_user` is the applicant's account, None for
    a child without one."""
    told = [event for event in events if event.name in _WORDS]
    staff = {user.pk: user for user in known if user}
    strangers = {event.actor_id for event in told if event.actor_kind == "officer"} - staff.keys() - {None}
    if strangers:
        staff |= User.objects.in_bulk(strangers)
    return [Entry(event.occurred_at, _text(event), _who(event, staff, own_user)) for event in told]


def letters(case: Case) -> list[Letter]:
    """What the applicant was told about this case, newest first, on every channel."""
    about = Message.objects.filter(event__subject_type="cases.case", event__subject_id=case.pk, recipient_id__in=ever_heard(case.person))
    return [_letter(message) for message in about.order_by("-pk")[:LONGEST]]


def _letter(message: Message) -> Letter:
    channel, status = _CHANNELS.get(message.channel, message.channel), _STATUSES.get(message.status, message.status)
    return Letter(message.subject, message.body, message.created_at, gettext(channel), gettext(status))


def _text(event: Event) -> str:
    if event.name == "cases.DecisionProposed":
        return gettext(_PROPOSED.get(event.payload.get("outcome", ""), _WORDS[event.name]))
    if event.name == "cases.SeenAtTheCounter":
        return seen_words(event.payload["what"])
    return gettext(_WORDS[event.name])


def _who(event: Event, staff: dict[Any, User], own_user: int | None) -> str:
    if event.actor_kind == "person":
        return gettext("the applicant") if own_user == event.actor_id else gettext("who acts for the child")
    if event.actor_id in staff:
        return colleague(staff[event.actor_id])
    return gettext("the portal") if event.actor_kind in {"system", "demo"} else ""
