"""Reads of disputes, and who sees what."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from employment.disputes.models import Dispute
from portal.accounts.models import User
from portal.accounts.selectors import offices_of, pk_of
from portal.events.selectors import history_of
from portal.legal.explained import Explained, Step
from portal.ui.components import TimelineEntry

_WORDS: dict[str, Any] = {
    "disputes.DisputeOpened": _("The dispute was sent."),
    "disputes.DisputeTaken": _("An officer began to look at it."),
    "disputes.DisputeReleased": _("It waits for another officer."),
    "disputes.DisputeWithdrawn": _("It was withdrawn."),
    "disputes.DisputeDecided": _("It was decided."),
}


def disputes_of_office(user: User | AnonymousUser) -> QuerySet[Dispute]:
    """Disputes of the offices where the reader works. One's own, on either side, are not there."""
    mine = Q(opened_by_id=pk_of(user)) | Q(person__user_id=pk_of(user))
    found = Dispute.objects.filter(office__in=offices_of(user)).exclude(pk__in=Dispute.objects.filter(mine).values("pk"))
    return found.select_related("office", "check_receipt", "taken_by", "person")


def history(dispute: Dispute) -> list[TimelineEntry]:
    """Newest first, without the officers' names."""
    events = history_of("disputes.dispute", dispute.pk)[:100]
    return [TimelineEntry(event.occurred_at, _WORDS[event.name]) for event in events if event.name in _WORDS]


def explained_deadline(dispute: Dispute) -> Explained[Any]:
    """The reasoning of the deadline as it was stored when the dispute came in, in the reader's language, else in Russian."""
    steps = dispute.decide_by_steps.get(get_language() or "ru") or dispute.decide_by_steps.get("ru") or []
    return Explained(dispute.decide_by, tuple(Step(step["text"], step["value"], step["citation"]) for step in steps))


__all__ = ["disputes_of_office", "explained_deadline", "history"]
