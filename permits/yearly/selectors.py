"""Reads of yearly notices."""

from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from permits.models import Permit
from permits.yearly.models import YearlyNotice
from permits.yearly.rules import YearOfPermit, full_years
from portal.accounts.models import User
from portal.accounts.selectors import offices_of, pk_of
from portal.legal import services as legal
from portal.legal.calendar import add_months

KINDS: Final = ("temporary_residence", "permanent_residence")
MOST_LISTED: Final = 100


def years_of(permit: Permit, *, on: date) -> list[YearOfPermit]:
    """The full years for which this permit asks for a notice; none for other kinds, nor for a permit that is over."""
    if permit.kind not in KINDS or permit.status != Permit.Status.IN_FORCE:
        return []
    permanent = permit.kind == Permit.Kind.PERMANENT_RESIDENCE
    in_person = legal.term("permits.yearly_notice_in_person", on=on).amount if permanent else None
    within = legal.term("permits.yearly_notice", on=on, scope=permit.kind)
    return full_years(issued_on=permit.issued_on, ends_on=permit.valid_until, within=within, in_person_every=in_person, on=on)


def open_years(permit: Permit, *, on: date) -> list[YearOfPermit]:
    """Full years for which nobody has sent a notice, oldest first: the last may still be in time, the others are late."""
    told = set(YearlyNotice.objects.filter(permit=permit).values_list("year", flat=True))
    return [year for year in years_of(permit, on=on) if year.number not in told]


def office_residents(user: User | AnonymousUser) -> QuerySet[Permit]:
    """Permits in force that ask for a yearly notice, of the regions of the reader's offices; one's own is not there."""
    held = Permit.objects.filter(kind__in=KINDS, status=Permit.Status.IN_FORCE, region__in=offices_of(user).values("region"))
    return held.exclude(person__user_id=pk_of(user))


def without_notice(user: User | AnonymousUser, *, on: date, after: int | None = None) -> list[tuple[Permit, list[YearOfPermit]]]:
    """Residents who missed a year, with the years: those who wait longest first. Nothing follows from it by itself.

    One more than a page holds, so that its reader knows whether there is a next one, which begins `after` the last permit shown."""
    oldest = office_residents(user).filter(issued_on__lt=add_months(on, -12)).filter(Q(valid_until=None) | Q(valid_until__gte=on))
    last_shown = Permit.objects.filter(pk=after or 0).values_list("issued_on", flat=True).first()
    if last_shown is not None:
        oldest = oldest.filter(Q(issued_on__gt=last_shown) | Q(issued_on=last_shown, pk__gt=after or 0))
    found: list[tuple[Permit, list[YearOfPermit]]] = []
    for permit in oldest.select_related("person").order_by("issued_on", "pk").iterator(chunk_size=200):
        missed = [year for year in open_years(permit, on=on) if year.is_missed(on)]
        if missed:
            found.append((permit, missed))
        if len(found) > MOST_LISTED:
            break
    return found


__all__ = ["KINDS", "office_residents", "open_years", "without_notice", "years_of"]
