"""Reads of permits, and who sees what."""

from datetime import date, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.db.models.functions import Least

from cases.selectors import applicant_as_sent
from permits.models import Permit
from portal import clock
from portal.accounts.models import User
from portal.legal import regions
from profiles.acting import people_acted_for
from profiles.selectors import PersonFacts
from profiles.selectors import facts as facts_today

_REGISTRATIONS: Final = (Permit.Kind.STAY_REGISTRATION, Permit.Kind.RESIDENCE_REGISTRATION)


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
    return _begun(person_id, on).filter(_in_force(on)).order_by("-pk")


def permits_told(person_id: int, *, on: date) -> QuerySet[Permit]:
    """Those in force on a day, newest first, and after them the last ground that was over by then, if there was any: in one query.
    `is_over` tells which it is.

    Over is the permit to live here that lasted longest of those that ended by their last day, or because they were annulled. What was
    replaced, or became another ground, went on in that; registrations are no ground."""
    known = _begun(person_id, on)
    passed, annulled = Q(status=Permit.Status.IN_FORCE, valid_until__lt=on), Q(status=Permit.Status.ANNULLED, ended_on__lte=on)
    first_day_without = Least("ended_on", F("valid_until") + timedelta(days=1), output_field=DateField())
    over = known.exclude(kind__in=_REGISTRATIONS).filter(passed | annulled).order_by(first_day_without.desc(), "-pk").values("pk")[:1]
    told = known.annotate(is_over=Case(When(_in_force(on), then=False), default=True))
    return told.filter(Q(is_over=False) | Q(pk__in=over)).order_by("is_over", "-pk")


def _begun(person_id: int, on: date) -> QuerySet[Permit]:
    return that_stand(Permit.objects.filter(person_id=person_id, issued_on__lte=on))


def _in_force(on: date) -> Q:
    return (Q(ended_on=None) | Q(ended_on__gt=on)) & (Q(valid_until=None) | Q(valid_until__gte=on))


__all__ = [
    "by_number", "civil_today", "entry_of", "holder_as_printed", "own_permits", "permits_in_force", "permits_told",
    "that_stand", "withdrawn_beside",
]  # fmt: skip
