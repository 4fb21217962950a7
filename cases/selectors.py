"""Reads, and who sees what. Reads by an applicant start from `own_cases`, reads by an officer from `officer.reads.office_cases`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from cases.models import Case, CaseDocument, CaseVersion, Decision, InformationRequest
from cases.procedures import Application, procedure
from portal import clock
from portal.accounts.models import User
from portal.legal import regions
from profiles.acting import people_acted_for
from profiles.models import Person
from profiles.selectors import PersonFacts, facts, facts_of


def own_cases(user: User | AnonymousUser) -> QuerySet[Case]:
    """The person's own cases and those of the children for whom she acts: where every door of an applicant starts.

    Officers start from `cases.officer.reads.office_cases`."""
    return Case.objects.filter(person__in=people_acted_for(user))


def cases_of(person: Person) -> QuerySet[Case]:
    """Newest first."""
    return Case.objects.filter(person=person).order_by("-pk")


def application_of(
    case: Case, *, on: date, sent: CaseVersion | None = None, attached: Collection[CaseDocument] | None = None
) -> Application:
    """The case as rules see it on a day: the facts of the profile (once sent: as they were sent), the answers, the kinds of documents
    attached. `sent` is the latest version and `attached` all documents, where the caller has read them already."""
    read = case.attachments.select_related("document") if attached is None else attached
    kinds = {one.kind for one in read if one.replaced_at is None and one.document.removed_at is None}
    as_sent = facts_of(sent.person) if sent else None
    known = as_sent or (applicant_as_sent(case) if case.submitted_at else facts(case.person))
    return Application(facts=known, answers=case.answers, on=on, documents=frozenset(kinds), applied_on=case.accepted_on)


def applicant_as_sent(case: Case) -> PersonFacts:
    """The person as the officers decided about her: from the latest version that was sent, not from the profile of today."""
    return facts_of(case.versions.order_by("-number").values_list("person", flat=True)[0])


def applicants_as_sent(cases: list[Case]) -> dict[int, dict[str, Any]]:
    """The same for a page of cases, by the case's key, in one query: the kept facts as `profiles.selectors.snapshot` made them."""
    latest = CaseVersion.objects.filter(case__in=cases).order_by("case_id", "-number").distinct("case_id")
    return dict(latest.values_list("case_id", "person"))


def civil_today(case: Case) -> date:
    """Today where the case is decided: in the office's region, or in the region answered so far, else in Moscow."""
    code = case.office.region if case.office else procedure(case.procedure).region_answered(case.answers)
    return clock.today(regions.region(code).zone) if code else clock.today()


def current_attachments(case: Case) -> QuerySet[CaseDocument]:
    """What is attached now, one per kind, without what a draft's owner has since taken out of the profile."""
    return case.attachments.filter(replaced_at__isnull=True, document__removed_at__isnull=True).select_related("document").order_by("kind")


def open_request(case: Case) -> InformationRequest | None:
    """The question that the applicant can answer now."""
    if case.status != Case.Status.INFO_REQUESTED:
        return None
    return case.requests.filter(answered_at__isnull=True).first()


def attached_since(request: InformationRequest) -> frozenset[str]:
    """Kinds for which a document came after the officer asked."""
    fresh = request.case.attachments.filter(replaced_at__isnull=True, attached_at__gt=request.asked_at)
    return frozenset(fresh.values_list("kind", flat=True))


def proposal(case: Case) -> Decision | None:
    """The decision waiting for its second person."""
    return case.decisions.filter(confirmed_at__isnull=True, returned_at__isnull=True).first()


def final_decision(case: Case) -> Decision | None:
    return case.decisions.filter(confirmed_at__isnull=False).first()


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue. `next_key` and `previous_key` are (decide_by, id) of the page's edges, or None."""

    cases: list[Case]
    next_key: tuple[date, int] | None
    previous_key: tuple[date, int] | None


def queue_page(
    queue: QuerySet[Case], *, after: tuple[date, int] | None = None, before: tuple[date, int] | None = None, size: int = 25
) -> QueuePage:
    """A page in order of legal deadline, by keyset: its cost does not grow with the queue."""
    rows = queue.select_related("person", "assigned_to")
    if before:
        earlier = rows.filter(Q(decide_by__lt=before[0]) | Q(decide_by=before[0], pk__lt=before[1])).filter(decide_by__lte=before[0])
        cases = list(earlier.order_by("-decide_by", "-pk")[: size + 1])
        more, cases = len(cases) > size, cases[:size][::-1]
        return QueuePage(cases, _key(cases, -1), _key(cases, 0) if more else None)
    if after:
        rows = rows.filter(decide_by__gte=after[0]).filter(Q(decide_by__gt=after[0]) | Q(pk__gt=after[1]))
    cases = list(rows.order_by("decide_by", "pk")[: size + 1])
    more, cases = len(cases) > size, cases[:size]
    return QueuePage(cases, _key(cases, -1) if more else None, _key(cases, 0) if after else None)


def _key(cases: list[Case], index: int) -> tuple[date, int] | None:
    if not cases or cases[index].decide_by is None:
        return None
    return cases[index].decide_by, cases[index].pk  # type: ignore[return-value]
