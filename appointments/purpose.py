"""Who comes and what for: the people of one visit, the applications it belongs to, the day by which it helps."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from appointments.models import Booking, Service
from appointments.rules.deadline import NeededBy, nearest, needed_by
from cases.models import Case, InformationRequest
from profiles.models import Person


@dataclass(frozen=True)
class CaseFacts:
    key: int
    reference: str
    person_id: int
    region: str  # of the office that decides
    deadline: NeededBy | None


def cases_for(service: Service, people: Collection[Person] | Collection[int], *, chosen: str = "") -> dict[int, CaseFacts]:
    """For each of these people the open application that the service belongs to: first the `chosen` one (a reference), then where an
    officer invites, then the most urgent."""
    facts = _facts(service, people)
    return {one.person_id: one for one in sorted(facts, key=lambda one: (one.reference != chosen, *_order(one)), reverse=True)}


def _facts(service: Service, people: Collection[Person] | Collection[int]) -> list[CaseFacts]:
    """All open applications of these people that the service belongs to, with the day of each."""
    if not service.procedures:
        return []
    invited = InformationRequest.objects.filter(case=OuterRef("pk"), answered_at__isnull=True).exclude(counter=[])
    found = Case.objects.filter(person__in=people, procedure__in=service.procedures, status__in=Case.OPEN)
    rows = found.annotate(invited_until=Subquery(invited.values("answer_by")[:1])).values_list(
        "pk", "reference", "person_id", "office__region", "invited_until", "decide_by"
    )
    return [
        CaseFacts(key, reference, person, region or "", needed_by(invited_until=until, decide_by=by))
        for key, reference, person, region, until, by in rows
    ]


def case_of(service: Service, person_id: int) -> int | None:
    """The key of the application that a visit belongs to for which nobody chose one: from the waiting list, by lot, by a program."""
    found = cases_for(service, [person_id]).get(person_id)
    return found.key if found else None


def days_of(bookings: Iterable[Booking], *, today: date) -> dict[int, date]:
    """By booking the day by which its visit still helps: that of its own application, else of the one that the service belongs to.

    Left out: whoever has none, or whose day has passed. One query for each service; `offered` and its service are read already."""
    found: dict[int, date] = {}
    of_service: dict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        of_service[booking.service_id].append(booking)
    for several in of_service.values():
        facts = _facts(several[0].offered.service, {one.person_id for one in several})
        for booking in several:
            own = [one for one in facts if one.person_id == booking.person_id]
            chosen = min(own, key=lambda one: (one.key != booking.case_id, *_order(one)), default=None)
            if chosen is not None and chosen.deadline is not None and chosen.deadline.is_kept_on(today):
                found[booking.pk] = chosen.deadline.day
    return found


def deadline_of(cases: dict[int, CaseFacts], *, today: date) -> NeededBy | None:
    """The nearest day by which a visit still helps; days that have passed mark no time as late, for then every time is."""
    return nearest([one.deadline for one in cases.values() if one.deadline is not None and one.deadline.is_kept_on(today)])


def missed_of(cases: dict[int, CaseFacts], *, today: date) -> NeededBy | None:
    """The earliest day that has passed."""
    return nearest([one.deadline for one in cases.values() if one.deadline is not None and not one.deadline.is_kept_on(today)])


def is_needless(booking: Booking) -> bool:
    """The application that the visit is for has ended, so nothing is left to come for; of a visit without one nobody knows.

    After a grant only fingerprints have come too late to be of use: for anything else the ready document may be waiting."""
    if booking.case is None or booking.case.closed_at is None:
        return False
    return booking.case.status != Case.Status.GRANTED or "biometrics" in booking.service.confirms


def _order(facts: CaseFacts) -> tuple[bool, date, int]:
    """Whoever is invited comes first; an open application always has a day. `appointments.short` asks in the same order."""
    return (facts.deadline is None or not facts.deadline.invited, facts.deadline.day if facts.deadline else date.max, facts.key)


__all__ = ["CaseFacts", "case_of", "cases_for", "days_of", "deadline_of", "is_needless", "missed_of"]
