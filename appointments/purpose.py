"""Who comes and what for: the people of one visit, the applications it belongs to, the day by which it helps."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from appointments.models import Service
from appointments.rules.deadline import NeededBy, nearest, needed_by
from cases.models import Case, InformationRequest
from profiles.models import Person


@dataclass(frozen=True)
class CaseFacts:
    key: int
    reference: str
    person_id: int
    deadline: NeededBy | None


def cases_for(service: Service, people: list[Person], *, chosen: str = "") -> dict[int, CaseFacts]:
    """For each of these people the open application that the service belongs to: first the `chosen` one (a reference), then where an
    officer invites, then the most urgent."""
    if not service.procedures:
        return {}
    invited = InformationRequest.objects.filter(case=OuterRef("pk"), answered_at__isnull=True).exclude(counter=[])
    found = Case.objects.filter(person__in=people, procedure__in=service.procedures, status__in=Case.OPEN)
    rows = found.annotate(invited_until=Subquery(invited.values("answer_by")[:1])).values_list(
        "pk", "reference", "person_id", "invited_until", "decide_by"
    )
    facts = [CaseFacts(key, reference, person, needed_by(invited_until=until, decide_by=by)) for key, reference, person, until, by in rows]
    return {one.person_id: one for one in sorted(facts, key=lambda one: (one.reference != chosen, *_order(one)), reverse=True)}


def deadline_of(cases: dict[int, CaseFacts], *, today: date) -> NeededBy | None:
    """The nearest day by which a visit still helps; days that have passed mark no time as late, for then every time is."""
    return nearest([one.deadline for one in cases.values() if one.deadline is not None and one.deadline.is_kept_on(today)])


def missed_of(cases: dict[int, CaseFacts], *, today: date) -> NeededBy | None:
    """The earliest day that has passed."""
    return nearest([one.deadline for one in cases.values() if one.deadline is not None and not one.deadline.is_kept_on(today)])


def _order(facts: CaseFacts) -> tuple[bool, date]:
    """Whoever is invited comes first; an open application always has a day."""
    return (facts.deadline is None or not facts.deadline.invited, facts.deadline.day if facts.deadline else date.max)


__all__ = ["CaseFacts", "cases_for", "deadline_of", "missed_of"]
