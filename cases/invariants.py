"""What holds for every case at any moment."""

from django.db.models import Count, Exists, F, OuterRef, Q

from cases.models import Case, CaseVersion, Decision
from portal.events.models import Event
from portal.runtime.invariants import invariant

DECIDED = ("granted", "refused")


@invariant("decisions in force that one person made alone, or that nobody confirmed")
def decisions_with_one_person() -> int:
    closed = Case.objects.filter(status__in=DECIDED).exclude(decisions__confirmed_by__isnull=False)
    alone = Decision.objects.filter(Q(confirmed_by=F("proposed_by")) | Q(confirmed_at__isnull=False, confirmed_by__isnull=True))
    return closed.count() + alone.count()


@invariant("decisions that say something else than the state of their case")
def decisions_unlike_their_case() -> int:
    return Decision.objects.filter(confirmed_at__isnull=False).exclude(outcome=F("case__status")).count()


@invariant("sent cases without what was sent")
def cases_without_version() -> int:
    sent = Case.objects.filter(submitted_at__isnull=False)
    return sent.filter(~Exists(CaseVersion.objects.filter(case=OuterRef("pk")))).count()


@invariant("sent cases without history")
def cases_without_history() -> int:
    told = Event.objects.filter(subject_type="cases.case", subject_id=OuterRef("pk"), name="cases.CaseSubmitted")
    return Case.objects.filter(submitted_at__isnull=False).filter(~Exists(told)).count()


@invariant("open cases without office, dates or, once in work, an officer")
def open_cases_incomplete() -> int:
    incomplete = Q(office__isnull=True) | Q(accepted_on__isnull=True) | Q(decide_by__isnull=True)
    unheld = Q(status__in=["in_review", "info_requested", "proposed"], assigned_to__isnull=True)
    return Case.objects.filter(status__in=Case.OPEN).filter(incomplete | unheld).count()


@invariant("cases with two open questions, or waiting for an answer that nobody asked for")
def questions_out_of_step() -> int:
    asked = Case.objects.annotate(unanswered=Count("requests", filter=Q(requests__answered_at__isnull=True)))
    return asked.filter(Q(unanswered__gt=1) | Q(status="info_requested", unanswered=0)).count()
