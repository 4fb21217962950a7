"""Temporary asylum and refugee status: the first certificate, and its extension (law 4528-1; Government resolution 274 of 09.04.2001)."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Brief, Check, Cost, Page, ProfileStep, Reason, RequiredDocument, register
from permits import forms
from permits.errors import PermitNotInForce
from permits.extensions.counted import counted_after
from permits.interim.services import give_certificate, give_certificate_of_consideration
from permits.models import Permit
from permits.naming import named
from permits.procedures.of_permit import ProcedureOfPermit, permit_page
from permits.procedures.of_residence import ProcedureOfResidence, regime
from permits.rules import asylum
from permits.selectors import permits_in_force
from permits.services import issue_permit, lock_permit
from portal.legal import services as legal

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor

_TOLD_TO = _(
    "What you write is read by the officers who decide and by nobody else: it is not told to the authorities of your country, to your "
    "employer or to the people you live with. Every look at it is recorded, and you see the record in your profile."
)
_HELP = _(
    "Write in your own words and in any language. If writing is hard, an officer writes it "
    "down with you at the office, with an interpreter, free of charge."
)
_PAPER = _("The law asks for your signature on paper: the office invites you after you send this. You can bring somebody you trust.")
_NO_PAPERS = _(
    "This form asks for the number of a passport or of another paper. If you have none at all, come to the office without one: there your "
    "application is taken all the same."
)
_AT_ONCE = _("With sending you have at once a certificate that your application is considered. It does not say why you ask.")
OUTSIDE = _("application to the migration office")  # letters may be read by others than the person
_PERSON = ("passport", "personal")


class ProcedureOfAsylum(ProcedureOfResidence):
    """A first application. Nothing is required that somebody who flees may not have."""

    kind: ClassVar[str]
    term: ClassVar[str]  # key of the certificate's term
    group = "protection"
    outside_title = OUTSIDE
    grounds = asylum.GROUNDS
    grant_message = "permits/messages/protected"
    region_label = _("Region where you are")
    pages = (
        Page("region", _("Where are you now?"), forms.AsylumRegionForm),
        Page("story", _("Why do you ask for protection?"), forms.StoryForm),
        Page("interpreter", _("How shall we speak with you?"), forms.InterpreterForm),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        return Brief(
            costs=[Cost(_("Nothing: asking for protection is free of charge"), 0)],
            duration=legal.term(self.decision_term, on=on),
            documents=asylum.required_documents(),
            notes=[_TOLD_TO, _HELP, _PAPER, _NO_PAPERS, _AT_ONCE],
        )

    def profile_steps(self, application: Application) -> list[ProfileStep]:
        """Neither an entry with a stamp nor a registration is asked of somebody who flees."""
        return [step for step in super().profile_steps(application) if step.code in _PERSON]

    def eligibility(self, application: Application) -> list[Reason]:
        if regime(application.facts.citizenship, application.on) == "ru":
            return [asylum.citizen()]
        held = permits_in_force(application.facts.person_id or 0, on=application.on).filter(kind=self.kind, ended_on=None).first()
        return [asylum.already(until=held.valid_until)] if held else []

    def documents(self, application: Application) -> list[RequiredDocument]:
        return asylum.required_documents()

    def checks(self, application: Application) -> list[Check]:
        interpreter = application.answer("interpreter", "needed") == "yes"
        title = _("The applicant speaks Russian well enough without an interpreter")
        return [Check("interpreter", title, not interpreter, application.answer("interpreter", "language") or "")]

    def sent(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        give_certificate_of_consideration(case=case, region=application.answer("region", "region"), actor=actor, on=on)

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        issue_permit(
            case=case,
            kind=self.kind,
            region=application.answer("region", "region"),
            citizenship=application.facts.citizenship,
            valid_until=asylum.last_day(begins=on, term=legal.term(self.term, on=on)).value,
            actor=actor,
            on=on,
        )


class ExtensionOfAsylum(ProcedureOfPermit):
    """The next certificate follows the one in force, without a day between them."""

    kind: ClassVar[str]
    term: ClassVar[str]
    group = "protection"
    outside_title = OUTSIDE
    grounds = asylum.GROUNDS
    grant_message = "permits/messages/protected"

    def brief(self, *, region: str, on: date) -> Brief:
        return Brief(
            costs=[Cost(_("Nothing: asking for protection is free of charge"), 0)],
            duration=legal.term(self.decision_term, on=on),
            documents=asylum.required_documents(),
            notes=[_TOLD_TO, _HELP],
        )

    def profile_steps(self, application: Application) -> list[ProfileStep]:
        return [step for step in super().profile_steps(application) if step.code in _PERSON]

    def eligibility(self, application: Application) -> list[Reason]:
        if "permit" not in application.answers:
            return [] if application.facts.person_id is None or self.holds_any(application) else [asylum.no_certificate()]
        permit = self.permit(application)
        if permit is None:
            return [] if application.applied_on is not None else [asylum.no_certificate()]
        return self._early(application, permit)

    def _early(self, application: Application, permit: Permit) -> list[Reason]:
        if permit.valid_until is None:
            return []
        earliest = legal.term("permits.asylum_renewal_earliest", on=application.on)
        first = asylum.renewal_opens(valid_until=permit.valid_until, earliest=earliest)
        return [asylum.too_early(first=first)] if application.day_of_applying < first else []

    def documents(self, application: Application) -> list[RequiredDocument]:
        return asylum.required_documents()

    def sent(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        region = self.region_answered(application.answers) or ""
        give_certificate(case=case, facts=application.facts, region=region, actor=actor, on=on)

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        """The term runs from the last day of the certificate that it follows, or from the decision where that day has passed."""
        old = lock_permit(self.followed(application).pk)
        begins = max(on, old.valid_until or on)
        issue_permit(
            case=case,
            kind=self.kind,
            region=old.region,
            citizenship=application.facts.citizenship or old.citizenship,
            valid_until=asylum.last_day(begins=begins, term=legal.term(self.term, on=on)).value,
            predecessor=old,
            orders_counted=counted_after(old, reckoned_from=begins == old.valid_until),
            actor=actor,
            on=on,
        )

    def followed(self, application: Application) -> Permit:
        """The certificate applied on: it may have run out since, when the decision took long; not so if it was annulled."""
        found = named(str(application.answer("permit", "permit") or ""))
        own = found is not None and found.person_id == application.facts.person_id and found.kind == self.kind
        if found is None or not own or found.status != Permit.Status.IN_FORCE:
            raise PermitNotInForce
        return found


def _extension_pages(form: type[forms.HeldPermitForm]) -> tuple[Page, ...]:
    return (
        permit_page(form),
        Page("circumstances", _("What has changed since?"), forms.CircumstancesForm),
        Page("interpreter", _("How shall we speak with you?"), forms.InterpreterForm),
    )


@register
class TemporaryAsylum(ProcedureOfAsylum):
    code = "temporary-asylum"
    title = _("Temporary asylum")
    order = 10
    legal_basis = _(asylum.RESOLUTION)
    grant_article = asylum.RESOLUTION
    summary = _(
        "If you cannot be sent back out of humanity, you may stay in Russia for a term that can be extended, and work without a patent."
    )
    kind, term, decision_term = Permit.Kind.TEMPORARY_ASYLUM, "permits.temporary_asylum_term", "permits.temporary_asylum_decision"


@register
class TemporaryAsylumExtension(ExtensionOfAsylum):
    code = "temporary-asylum-extension"
    title = _("Extension of temporary asylum")
    order = 20
    legal_basis = _(asylum.RESOLUTION)
    grant_article = asylum.RESOLUTION
    summary = _("Before the last day of your certificate you ask for it to go on. It can be extended more than once.")
    kind, term, decision_term = Permit.Kind.TEMPORARY_ASYLUM, "permits.temporary_asylum_term", "permits.temporary_asylum_decision"
    kinds = frozenset({kind})
    pages = _extension_pages(forms.AsylumPermitForm)


@register
class RefugeeStatus(ProcedureOfAsylum):
    code = "refugee-status"
    title = _("Refugee status")
    order = 30
    legal_basis = _(asylum.LAW)
    grant_article = asylum.LAW
    summary = _(
        "If you are persecuted in your country for your race, religion, citizenship, nationality, "
        "social group or political views, you may be recognised as a refugee."
    )
    kind, term, decision_term = Permit.Kind.REFUGEE_CERTIFICATE, "permits.refugee_term", "permits.refugee_decision"


@register
class RefugeeExtension(ExtensionOfAsylum):
    code = "refugee-extension"
    title = _("Re-registration and extension of a refugee certificate")
    order = 40
    legal_basis = _(asylum.LAW)
    grant_article = asylum.LAW
    summary = _("A refugee is registered anew at set times; the certificate goes on while the circumstances last.")
    kind, term, decision_term = Permit.Kind.REFUGEE_CERTIFICATE, "permits.refugee_extension", "permits.refugee_decision"
    kinds = frozenset({kind})
    pages = _extension_pages(forms.RefugeePermitForm)
