"""What procedures that end in a permit have in common: the profile, the certificate given with sending, the permit at the end."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Check, Procedure, ProfileStep, Reason
from permits.addresses import address_of
from permits.interim.checks import in_time
from permits.interim.grounds import followed
from permits.interim.selectors import certificate_of, not_given
from permits.interim.services import give_certificate
from permits.rules.residence import ResidentFacts, of_age_before_the_decision
from permits.selectors import permits_in_force
from portal.legal import citizenships
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from profiles.acting import parents_of
from profiles.rules import majority
from profiles.rules.majority import years_later

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


class ProcedureOfResidence(Procedure):
    """The office of the region of residence decides within the term `decision_term`."""

    decision_term: ClassVar[str]  # key of the law's term for the decision
    grant_message = "permits/messages/granted"
    region_label = _("Region where you will live")
    asks_region = False
    result_label = _("Open the permit")

    def region_answered(self, answers: dict[str, dict[str, Any]]) -> str | None:
        return answers.get("region", {}).get("region") or None

    def profile_steps(self, application: Application) -> list[ProfileStep]:
        missing = application.facts.missing
        return [
            ProfileStep("passport", _("Passport"), "profiles:passport", "passport" not in missing),
            ProfileStep("personal", _("Personal details"), "profiles:name", "personal" not in missing),
            ProfileStep("entry", _("Entry and migration card"), "profiles:entry", "entry" not in missing),
            ProfileStep("address", _("Where you are registered"), "profiles:address", "address" not in missing),
        ]

    def resident(self, application: Application) -> ResidentFacts:
        """The person as the rules of residence see them on the day of applying."""
        facts, on = application.facts, application.day_of_applying
        ground = followed(facts, on=on)
        kinds = permits_in_force(facts.person_id or 0, on=application.on).values_list("kind", flat=True)
        return ResidentFacts(
            regime=regime(facts.citizenship, on),
            birth_date=facts.birth_date,
            passport_expires_on=facts.document_expires_on,
            held=frozenset(kinds),
            acted_for=self.for_children and is_child(application) and bool(parents_of(facts.person_id or 0)),
            last_day_of_stay=ground.last_day if ground else None,
            majority=legal.term("profiles.majority", on=on).amount,
        )

    def decide_by(self, *, accepted_on: date) -> Explained[date]:
        return add_term(legal.term(self.decision_term, on=accepted_on), accepted_on, moves_from_day_off=True)

    def sent(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        """Who applies in time has a certificate that rights continue until the decision, at once."""
        region = self.region_answered(application.answers) or ""
        give_certificate(case=case, facts=application.facts, region=region, actor=actor, on=on)

    def checks_of_case(self, case: "Case") -> list[Check]:
        return in_time(case)

    def sent_url(self, case: "Case") -> tuple[Any, str] | None:
        certificate = certificate_of(case)
        if certificate is not None and case.closed_at is None:
            return _("Your rights continue until the decision: open the certificate"), reverse(
                "interim:certificate", args=[certificate.number]
            )
        if not_given(case) is not None:
            return _("Why there is no certificate for the time until the decision"), reverse("interim:not-given", args=[case.reference])
        return None

    def result_url(self, case: "Case") -> str | None:
        permit = case.permits.order_by("pk").first()
        return reverse("permits:permit", args=address_of(permit)) if permit else None


def is_child(application: Application) -> bool:
    """Under 18 on the day of applying."""
    born, on = application.facts.birth_date, application.day_of_applying
    return born is not None and majority.is_child(born, on=on, majority=legal.term("profiles.majority", on=on).amount)


def of_age_on(application: Application, *, on: date) -> date:
    """The day on which the applicant comes of age; without a birthday, which a child's application has, no day is near."""
    born = application.facts.birth_date
    return years_later(born, legal.term("profiles.majority", on=on).amount) if born else date.max


def of_age_reasons(rules: Procedure, application: Application, citation: Any) -> list[Reason]:
    """A child's ground, and a birthday that may come before the decision."""
    applied = application.day_of_applying
    by = rules.deadline(application, accepted_on=applied).value
    return of_age_before_the_decision(of_age_on=of_age_on(application, on=applied), decide_by=by, citation=citation)


def regime(citizenship: str, on: date) -> str | None:
    """None for what international law calls a status (refugee, not stated): the officer looks."""
    return citizenships.citizenship(citizenship, on).regime if citizenships.exists(citizenship) else None
