"""Reads of disputes, and who sees what."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.presentation import explained_as_stored
from cases.rules.reference import canonical
from employment.disputes.models import Dispute
from employment.membership import who_hire
from employment.models import Member, PatentCheck
from portal import clock
from portal.accounts.models import User
from portal.accounts.selectors import offices_of, pk_of
from portal.events.selectors import history_of
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.ui.components import TimelineEntry
from profiles.acting import acts_for, close_to, people_acted_for

_WORDS: dict[str, Any] = {
    "disputes.DisputeOpened": _("The dispute was sent."),
    "disputes.DisputeTaken": _("An officer began to look at it."),
    "disputes.DisputeReleased": _("It waits for another officer."),
    "disputes.DisputeOverdue": _("The last day passed without a decision. The head of the office was told."),
    "disputes.DisputeStillOverdue": _("The head of the office was reminded that it is overdue."),
    "disputes.DisputeWithdrawn": _("It was withdrawn."),
    "disputes.DisputeDecided": _("It was decided."),
}


def disputes_of_office(user: User | AnonymousUser) -> QuerySet[Dispute]:
    """Disputes of the offices where the reader works, her own aside (`is_own`)."""
    if not isinstance(user, User):
        return Dispute.objects.none()
    found = Dispute.objects.filter(office__in=offices_of(user)).exclude(pk__in=_own(user).values("pk"))
    return found.select_related("office", "check_receipt__organisation", "organisation", "taken_by", "person")


def is_own(dispute: Dispute, user: User) -> bool:
    """Whether this officer opened it, acts for its employer, or is close to its worker: then another one decides."""
    return _own(user).filter(pk=dispute.pk).exists()


def _own(user: User) -> QuerySet[Dispute]:
    employers = Member.objects.filter(user=user).values("organisation_id")
    return Dispute.objects.filter(Q(opened_by=user) | Q(person__in=close_to(user)) | _for_any(employers))


def disputes_seen_by(user: User | AnonymousUser) -> QuerySet[Dispute]:
    """From either side, as it is at this moment: about one's own patent or that of a child for whom one acts, or of an organisation for
    which one checks workers. Whoever does so no longer sees nothing of it, also not what she opened herself."""
    hires = Member.objects.filter(user_id=pk_of(user), role__in=["owner", "hr"]).values("organisation_id")
    found = Dispute.objects.filter(Q(person__in=people_acted_for(user)) | _for_any(hires))
    return found.select_related("office", "check_receipt__organisation", "organisation", "person")


def speaks_for_author(dispute: Dispute, user: User | AnonymousUser) -> bool:
    """Whether what the author wrote is this reader's too: she acts today for the worker in whose name it was opened, or checks workers
    today for the employer for which it was. A grown-up child reads and takes back what a parent opened for it, an owner what an employee
    opened who has left."""
    if dispute.side == Dispute.Side.EMPLOYER:
        return dispute.employer is not None and pk_of(user) in who_hire(dispute.employer.pk)
    return dispute.person is not None and acts_for(user, dispute.person)


def _for_any(organisations: QuerySet[Any, Any]) -> Q:
    return Q(check_receipt__organisation__in=organisations) | Q(organisation__in=organisations)


def dispute_seen_by(user: User | AnonymousUser, typed: str) -> Dispute | None:
    """None for a stranger's exactly as for one that never existed."""
    return disputes_seen_by(user).filter(reference=canonical(typed[:40]) or typed[:20]).first()


def pending_dispute(receipt: PatentCheck, side: str) -> Dispute | None:
    """The one that nobody has decided yet and that this side of the receipt opened; there is at most one."""
    return Dispute.objects.filter(check_receipt=receipt, side=side, status__in=Dispute.PENDING).first()


def civil_today(dispute: Dispute) -> date:
    """Today where the dispute is decided."""
    return clock.today(regions.region(dispute.office.region).zone)


def is_overdue(dispute: Dispute) -> bool:
    """Nobody has decided, and the last day, inclusive, is over."""
    return dispute.status in Dispute.PENDING and civil_today(dispute) > dispute.decide_by


def appeal_by(dispute: Dispute) -> date | None:
    """The last day, inclusive, to go to a court (`cases.appeal_term`); None before the decision."""
    if dispute.decided_on is None:
        return None
    return add_term(legal.term("cases.appeal_term", on=dispute.decided_on), dispute.decided_on).value


def history(dispute: Dispute) -> list[TimelineEntry]:
    """Newest first, without the officers' names."""
    events = history_of("disputes.dispute", dispute.pk)[:100]
    return [TimelineEntry(event.occurred_at, _WORDS[event.name]) for event in events if event.name in _WORDS]


def explained_deadline(dispute: Dispute) -> Explained[Any]:
    """The reasoning of the deadline as it was stored when the dispute came in."""
    return explained_as_stored(dispute.decide_by, dispute.decide_by_steps)


__all__ = [
    "appeal_by", "civil_today", "dispute_seen_by", "disputes_of_office", "disputes_seen_by", "explained_deadline", "history", "is_overdue",
    "is_own", "pending_dispute", "speaks_for_author",
]  # fmt: skip
