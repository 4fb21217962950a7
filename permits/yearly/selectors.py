"""Reads of yearly notices."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, DateField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from permits.models import Permit
from permits.yearly.models import YearlyNotice
from permits.yearly.rules import YearOfPermit, full_years
from portal.accounts.models import User
from portal.accounts.selectors import offices_of
from portal.legal import services as legal
from portal.legal.calendar import add_months
from portal.legal.figures import Term
from profiles.acting import close_to

KINDS: Final = ("temporary_residence", "permanent_residence")
MOST_LISTED: Final = 100


@dataclass(frozen=True)
class _Terms:
    """What the law says of the notice for a kind of permit on a day."""

    within: Term
    in_person_every: int | None


def _terms(kind: str, *, on: date) -> _Terms:
    permanent = kind == Permit.Kind.PERMANENT_RESIDENCE
    in_person = legal.term("permits.yearly_notice_in_person", on=on).amount if permanent else None
    return _Terms(legal.term("permits.yearly_notice", on=on, scope=kind), in_person)


def years_of(permit: Permit, *, on: date) -> list[YearOfPermit]:
    """The full years for which this permit asks for a notice; none for other kinds, nor for a permit that is over."""
    if permit.kind not in KINDS or permit.status != Permit.Status.IN_FORCE:
        return []
    return _years(permit, _terms(permit.kind, on=on), on=on)


def _years(permit: Permit, terms: _Terms, *, on: date) -> list[YearOfPermit]:
    within, in_person = terms.within, terms.in_person_every
    return full_years(issued_on=permit.issued_on, ends_on=permit.valid_until, within=within, in_person_every=in_person, on=on)


def open_years(permit: Permit, *, on: date) -> list[YearOfPermit]:
    """Full years for which nobody has sent a notice, oldest first: the last may still be in time, the others are late."""
    told = set(YearlyNotice.objects.filter(permit=permit).values_list("year", flat=True))
    return [year for year in years_of(permit, on=on) if year.number not in told]


def office_residents(user: User | AnonymousUser) -> QuerySet[Permit]:
    """Permits in force that ask for a yearly notice, of the regions of the reader's offices; one's own and one's child's is not there."""
    held = Permit.objects.filter(kind__in=KINDS, status=Permit.Status.IN_FORCE, region__in=offices_of(user).values("region"))
    return held.exclude(person__in=close_to(user))


def _not_all_told(permits: QuerySet[Permit], *, on: date) -> QuerySet[Permit]:
    """Those with fewer notices than full years: the others, nearly everybody, are not even read."""
    told = YearlyNotice.objects.filter(permit=OuterRef("pk")).order_by().values("permit").annotate(count=Count("pk")).values("count")
    full = Func(
        Value(on, output_field=DateField()),
        F("issued_on"),
        template="EXTRACT(YEAR FROM AGE(%(expressions)s))::int",
        output_field=IntegerField(),
    )
    return permits.alias(told=Coalesce(Subquery(told), 0)).filter(told__lt=full)


def without_notice(user: User | AnonymousUser, *, on: date, after: int | None = None) -> list[tuple[Permit, list[YearOfPermit]]]:
    """Residents who missed a year, with the years: those who wait longest first. Nothing follows from it by itself.

    One more than a page holds, so that its reader knows whether there is a next one, which begins `after` the last permit shown."""
    oldest = office_residents(user).filter(issued_on__lt=add_months(on, -12)).filter(Q(valid_until=None) | Q(valid_until__gte=on))
    last_shown = Permit.objects.filter(pk=after or 0).values_list("issued_on", flat=True).first()
    if last_shown is not None:
        oldest = oldest.filter(Q(issued_on__gt=last_shown) | Q(issued_on=last_shown, pk__gt=after or 0))
    terms = {kind: _terms(kind, on=on) for kind in KINDS}
    found: list[tuple[Permit, list[YearOfPermit]]] = []
    rows = _not_all_told(oldest, on=on).select_related("person").prefetch_related("yearly_notices").order_by("issued_on", "pk")
    for permit in rows.iterator(chunk_size=200):
        told = {notice.year for notice in permit.yearly_notices.all()}
        missed = [year for year in _years(permit, terms[permit.kind], on=on) if year.is_missed(on) and year.number not in told]
        if missed:
            found.append((permit, missed))
        if len(found) > MOST_LISTED:
            break
    return found


__all__ = ["KINDS", "office_residents", "open_years", "without_notice", "years_of"]
