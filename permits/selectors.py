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


def civil_today(permit: Permit) -> date:
    """Today in the permit's region."""
    return clock.today(regions.region(permit.region).zone)


def holder_as_printed(permit: Permit) -> PersonFacts:
    """The person whom the document names: as the case that made it was decided, never the profile of today.

    A document entered from paper, and a registration, stand on no case: the profile is all that is known of their holder."""
    return applicant_as_sent(permit.case) if permit.case is not None else facts_today(permit.person)


def permits_in_force(person_id: int, *, on: date) -> QuerySet[Permit]:
    """The person's permits that are valid on a day, newest first. The last valid day is inclusive."""
    begun = Permit.objects.filter(person_id=person_id, issued_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    return begun.filter(Q(valid_until=None) | Q(valid_until__gte=on)).order_by("-pk")


__all__ = ["civil_today", "holder_as_printed", "own_permits", "permits_in_force"]
