"""Both sides hear that an answer is disputed and what became of it; the office hears that somebody waits."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from employment.disputes.events import DisputeDecided, DisputeOpened, DisputeOverdue, DisputeStillOverdue
from employment.disputes.models import Dispute
from employment.disputes.selectors import appeal_by, speaks_for_author
from employment.membership import who_hire
from employment.webhooks.services import tell_organisation
from portal.accounts.selectors import officers_of, supervisors_of
from portal.events.models import Event
from portal.events.registry import handles
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers


@announces(DisputeOpened)
def opened(event: Event) -> Iterable[Notice]:
    dispute = _dispute(event)
    for user_id in _both_sides(dispute):
        facts = {**_facts(dispute), "is_author": user_id == dispute.opened_by_id, "heard_as": _heard_as(dispute, user_id)}
        yield Notice(user_id, "employment/disputes/messages/opened", facts, _url(dispute))
    for officer in officers_of(dispute.office_id):
        url = reverse("admin:dispute", args=[dispute.reference])
        yield Notice(officer.pk, "employment/disputes/messages/waiting_officer", _facts(dispute), url)


@announces(DisputeDecided)
def decided(event: Event) -> Iterable[Notice]:
    dispute = _dispute(event)
    facts = {**_facts(dispute), "appeal_by": appeal_by(dispute)}
    for user_id in _both_sides(dispute):
        yield Notice(user_id, "employment/disputes/messages/decided", facts, _url(dispute))


@announces(DisputeOverdue)
def overdue(event: Event) -> Iterable[Notice]:
    """The head of the office is to act; both sides hear that the day passed and where to complain."""
    dispute = _dispute(event)
    for supervisor in supervisors_of(dispute.office_id):
        url = reverse("admin:dispute", args=[dispute.reference])
        yield Notice(supervisor.pk, "employment/disputes/messages/overdue_supervisor", _facts(dispute), url)
    for user_id in _both_sides(dispute):
        yield Notice(user_id, "employment/disputes/messages/overdue", _facts(dispute), _url(dispute))


@announces(DisputeStillOverdue)
def still_overdue(event: Event) -> Iterable[Notice]:
    """The head of the office alone: both sides know that the day passed. Nothing once it is over."""
    dispute = _dispute(event)
    if dispute.status in Dispute.PENDING:
        url = reverse("admin:dispute", args=[dispute.reference])
        for supervisor in supervisors_of(dispute.office_id):
            yield Notice(supervisor.pk, "employment/disputes/messages/still_overdue", _facts(dispute), url)


@handles(DisputeDecided)
def tell_server(event: Event) -> None:
    dispute = _dispute(event)
    if dispute.employer is None:
        return
    tell_organisation(
        organisation_id=dispute.employer.pk,
        notice_key=f"dispute:{dispute.pk}",
        type="dispute.decided",
        data={"dispute": dispute.reference, "receipt": _receipt(dispute), "outcome": dispute.status},
    )


def _dispute(event: Event) -> Dispute:
    return Dispute.objects.select_related("check_receipt__organisation", "organisation", "person", "office", "opened_by").get(
        pk=event.subject_id
    )


def _both_sides(dispute: Dispute) -> list[int]:
    """The author, the worker and those who check workers for the employer, each once. A parent who opened it for a child hears of it
    while she acts for the child."""
    worker = hearers(dispute.person) if dispute.person else []
    hire = who_hire(dispute.employer.pk) if dispute.employer else []
    author = [dispute.opened_by_id] if speaks_for_author(dispute, dispute.opened_by) else []
    return list(dict.fromkeys([*author, *worker, *hire]))


def _heard_as(dispute: Dispute, user_id: int) -> str:
    """ "worker", "guardian" of the worker, or "employer"."""
    if dispute.person is None or user_id not in hearers(dispute.person):
        return "employer"
    return "worker" if dispute.person.user_id == user_id else "guardian"


def _facts(dispute: Dispute) -> dict[str, Any]:
    return {"dispute": dispute, "receipt": _receipt(dispute)}


def _receipt(dispute: Dispute) -> str | None:
    """Its number; None where the answer of the public check left none."""
    return dispute.check_receipt.number if dispute.check_receipt else None


def _url(dispute: Dispute) -> str:
    return reverse("disputes:dispute", args=[dispute.reference])
