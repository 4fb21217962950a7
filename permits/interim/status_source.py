"""What interim certificates tell of a person's status: rights that continue until a decision are a ground of stay of their own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import procedure
from permits.interim.models import Right
from permits.status.applications import read
from permits.status.rules.applications import Applications, Continuing
from permits.status.rules.asking import Asked
from permits.status.rules.values import Action, Found, Ground, Rank
from permits.status.sources import StatusSource, register_source
from portal.legal.explained import Explained, Step
from portal.legal.wording import said


def rules(_asked: Asked, told: Applications) -> Found:
    return Found(grounds=[_ground(certificate) for certificate in told.continuing])


def _ground(certificate: Continuing) -> Ground:
    legal_basis = procedure(certificate.procedure).legal_basis
    waits = Step(_("The application was sent in time and is not decided yet: rights continue until the decision."), citation=legal_basis)
    return Ground(
        code="interim",
        rank=Rank.INTERIM,
        title=_("Rights continue until the decision"),
        until=Explained(None, (waits,)),
        headline=_("You may stay in Russia until the decision on your application."),
        allows=(said(gettext_noop("What continues: %(right)s."), right=Right(certificate.right).label),),
        ends=(_("The decision on the application, or its withdrawal. You hear of the decision by message and e-mail."),),
        citation=legal_basis,
        action=Action(_("Show the certificate"), "interim:certificate", (certificate.number,)),
    )


def register() -> None:
    register_source(StatusSource(name="interim", rules=rules, read=read))


__all__ = ["register"]
