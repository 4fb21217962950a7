"""What interim certificates tell of a person's status: rights that continue until a decision are a ground of stay of their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.models import Case
from cases.procedures import procedure
from permits.interim.models import InterimCertificate, Right
from permits.status.rules.asking import Asked
from permits.status.rules.values import Action, Found, Ground, Rank
from permits.status.sources import StatusSource, register_source
from portal.legal.explained import Explained, Step
from portal.legal.wording import said
from profiles.models import Person


@dataclass(frozen=True)
class Continuing:
    """One application that is not decided yet. `right` and `legal_basis` are words."""

    number: str
    right: Any
    legal_basis: Any


def read(person: Person, on: date) -> list[Continuing]:
    """One query. What has begun by the day and nothing has ended: the case is asked itself, a moment before the certificate says so."""
    begun = InterimCertificate.objects.filter(person=person, ended_at=None, begins_on__lte=on).exclude(case__status__in=Case.FINAL)
    return [
        Continuing(found.number, Right(found.right).label, procedure(found.case.procedure).legal_basis)
        for found in begun.select_related("case").order_by("-pk")
    ]


def rules(_asked: Asked, certificates: list[Continuing]) -> Found:
    return Found(grounds=[_ground(certificate) for certificate in certificates])


def _ground(certificate: Continuing) -> Ground:
    waits = Step(
        _("The application was sent in time and is not decided yet: rights continue until the decision."), citation=certificate.legal_basis
    )
    return Ground(
        code="interim",
        rank=Rank.INTERIM,
        title=_("Rights continue until the decision"),
        until=Explained(None, (waits,)),
        headline=_("You may stay in Russia until the decision on your application."),
        allows=(said(gettext_noop("What continues: %(right)s."), right=certificate.right),),
        ends=(_("The decision on the application, or its withdrawal. You hear of the decision by message and e-mail."),),
        citation=certificate.legal_basis,
        action=Action(_("Show the certificate"), "interim:certificate", (certificate.number,)),
    )


def register() -> None:
    register_source(StatusSource(name="interim", rules=rules, read=read))


__all__ = ["register"]
