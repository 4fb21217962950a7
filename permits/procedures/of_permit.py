"""What procedures about a permit that the person already holds have in common: which permit, whose office."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Page
from permits import forms
from permits.errors import PermitNotInForce
from permits.models import Permit
from permits.naming import named
from permits.procedures.of_residence import ProcedureOfResidence
from permits.selectors import permits_in_force

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Case
    from portal.events.actor import Actor


class ProcedureOfPermit(ProcedureOfResidence):
    """The office of the permit's region decides. The permit is the first answer; it stays in force meanwhile."""

    region_label = _("Region of the document")
    kinds: frozenset[str]

    def region_answered(self, answers: dict[str, dict[str, Any]]) -> str | None:
        permit = named(str(answers.get("permit", {}).get("permit") or ""))
        return permit.region if permit else None

    def permit(self, application: Application) -> Permit | None:
        """The permit of this person that is in force and that the application is about."""
        found = named(str(application.answer("permit", "permit") or ""))
        if found is None:
            return None
        held = permits_in_force(application.facts.person_id or 0, on=application.on)
        return held.filter(pk=found.pk, kind__in=self.kinds, status=Permit.Status.IN_FORCE).first()

    def held(self, application: Application) -> Permit:
        """The permit, which the rules have found at submission. Raises `PermitNotInForce` where it is gone."""
        permit = self.permit(application)
        if permit is None:
            raise PermitNotInForce
        return permit

    def holds_any(self, application: Application) -> bool:
        return permits_in_force(application.facts.person_id or 0, on=application.on).filter(kind__in=self.kinds, ended_on=None).exists()

    def sent(self, *, case: "Case", application: Application, actor: "Actor", on: "date") -> None:
        """Nothing is given: the document itself goes on."""


def permit_page(form: type[forms.HeldPermitForm]) -> Page:
    return Page("permit", _("Which document?"), form, about_applicant=True)
