"""Reads of permits, and who sees what."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from cases.selectors import applicant_as_sent
from permits.models import Permit
from portal import clock
from portal.accounts.models import User
from portal.legal import regions
from profiles.acting import people_acted_for
from profiles.selectors import PersonFacts
from profiles.selectors import facts as facts_today


def own_permits(user: User | AnonymousUser) -> QuerySet[Permit]:
    """The person's own permits and those of the children for whom she acts: where every door of a holder starts."""
    return Permit.objects.filter(person__in=people_acted_for(user))


def that_stand(permits: QuerySet[Permit]) -> QuerySet[Permit]:
    """Without the entries that were withdrawn as mistaken: of those left, a kind, series and number names one at most."""
    return permits.exclude(status=Permit.Status.MISTAKEN)


def by_number(permits: QuerySet[Permit], *, kind: str, series: str, number: str) -> Permit | None:
    """The document that stands under a number. Where none does, the last entry that was withdrawn, for pages that tell what became of
    it; who asks whether a document is valid asks `that_stand`."""
    known = permits.filter(kind=kind, series=series, number=number)
    return that_stand(known).first() or known.order_by("-pk").first()


def withdrawn_beside(permits: QuerySet[Permit], permit: Permit) -> QuerySet[Permit]:
    """Other entries under the number of this document that were withdrawn as mistaken, the first one first."""
    same = permits.filter(kind=permit.kind, series=permit.series, number=permit.number, status=Permit.Status.MISTAKEN)
    return same.exclude(pk=permit.pk).order_by("pk")


def entry_of(permit: Permit) -> int:
    """Which entry under its number this is, from 1: what an address says of entries that share it."""
    return Permit.objects.filter(kind=permit.kind, series=permit.series, number=permit.number, pk__lte=permit.pk).count()


def civil_today(permit: Permit) -> date:
    """Today in the permit's region."""
    return clock.today(regions.region(permit.region).zone)


def holder_as_printed(permit: Permit) -> PersonFacts:
    """The person whom the document names: as the case that made it was decided, never the profile of today.

    A document entered from paper, and a registration, stand on no case: the profile is all that is known of their holder."""
    return applicant_as_sent(permit.case) if permit.case is not None else facts_today(permit.person)


def permits_in_force(person_id: int, *, on: date) -> QuerySet[Permit]:
    """The person's permits that are valid on a day, newest first. The last valid day is inclusive. A withdrawn entry never was."""
    begun = that_stand(Permit.objects.filter(person_id=person_id, issued_on__lte=on)).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    return begun.filter(Q(valid_until=None) | Q(valid_until__gte=on)).order_by("-pk")


__all__ = [
    "by_number", "civil_today", "entry_of", "holder_as_printed", "own_permits", "permits_in_force", "that_stand", "withdrawn_beside",
]  # fmt: skip
