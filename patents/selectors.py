"""Reads of patents, and who sees what."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from patents.models import Patent
from patents.rules.months import months_between
from patents.rules.validity import PatentFacts, ValidityAnswer, validity_on
from portal import clock
from portal.accounts.models import User
from portal.accounts.selectors import pk_of
from portal.legal import regions
from portal.legal.explained import Explained


def own_patents(user: User | AnonymousUser) -> QuerySet[Patent]:
    """The person's own patents: where every door of a holder starts."""
    return Patent.objects.filter(person__user_id=pk_of(user))


def civil_today(patent: Patent) -> date:
    """Today in the patent's region."""
    return clock.today(regions.region(patent.region).zone)


def validity(patent: Patent, *, on: date) -> Explained[ValidityAnswer]:
    """Is the patent valid on this civil date, and why."""
    return validity_on(facts(patent), on)


def facts(patent: Patent) -> PatentFacts:
    """The patent's months run from its first day."""
    return PatentFacts(
        issued_on=patent.begins_on, paid_months=paid_months(patent), expires_on=patent.expires_on, annulled_on=patent.annulled_on
    )


def paid_months(patent: Patent) -> int:
    """Whole months bought so far, from the kept result of reckoning (`patents.invariants` compares it with a fresh one)."""
    if patent.begins_on is None or patent.paid_through is None:
        return 0
    return months_between(patent.begins_on, patent.paid_through)


def regions_with_valid_patent(person_id: int, *, on: date) -> frozenset[str]:
    """Codes of the regions in which this person holds a patent that is granted or valid on a day."""
    open_ones = Patent.objects.filter(person_id=person_id).exclude(status=Patent.Status.ANNULLED)
    return frozenset(open_ones.filter(Q(status=Patent.Status.GRANTED) | Q(paid_through__gte=on)).values_list("region", flat=True))
