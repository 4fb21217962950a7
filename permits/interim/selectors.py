"""Reads of interim certificates."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cases.models import Case
from permits.interim.models import InterimCertificate, InterimTerm, NotGiven
from portal import clock
from portal.accounts.models import User
from portal.legal import regions
from profiles.acting import people_acted_for


def own_certificates(user: User | AnonymousUser) -> QuerySet[InterimCertificate]:
    """The person's own and those of the children for whom she acts."""
    return InterimCertificate.objects.filter(person__in=people_acted_for(user))


def certificate_of(case: Case) -> InterimCertificate | None:
    return InterimCertificate.objects.filter(case=case).first()


def not_given(case: Case) -> NotGiven | None:
    return NotGiven.objects.filter(case=case).first()


def latest_term(certificate: InterimCertificate) -> InterimTerm:
    return certificate.terms.order_by("-number")[0]


def is_over(certificate: InterimCertificate) -> bool:
    """Decided or withdrawn: known from the case itself, a moment before the certificate's own row says so."""
    return certificate.ended_at is not None or certificate.case.status in Case.FINAL


def civil_today(certificate: InterimCertificate) -> date:
    return clock.today(regions.region(certificate.region).zone)


__all__ = ["certificate_of", "civil_today", "is_over", "latest_term", "not_given", "own_certificates"]
