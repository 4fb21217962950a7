"""A duplicate or a document with other data, for every kind of permit."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Brief, Check, Cost, Ground, Page, Reason, RequiredDocument, register
from cases.rules.checks import answered_day, mrz_check
from permits import forms
from permits.extensions.counted import counted_in_place_of
from permits.models import Permit
from permits.naming import named
from permits.procedures.of_permit import ProcedureOfPermit, permit_page
from permits.rules import replacement
from permits.services import issue_permit, lock_permit
from portal.legal import services as legal
from portal.legal.calendar import add_term
from profiles.selectors import mrz_agrees

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


def _day_is_asked(application: Application) -> bool:
    return application.answer("what", "what") not in (None, "age")


@register
class Replacement(ProcedureOfPermit):
    code = "permit-replacement"
    title = _("Duplicate or change of data of a residence document")
    group, order = "papers", 5
    for_children = True  # a residence permit is replaced at 14
    legal_basis = _("Federal Law 115-FZ, art. 8")
    grant_article = gettext_noop("Federal Law 115-FZ, art. 8")
    summary = _(
        "If your permit or certificate is lost or damaged, or your name, passport or age has changed, you get a new one. "
        "Its last day stays."
    )
    grounds = replacement.grounds_of(Permit.Kind.PERMANENT_RESIDENCE)
    decision_term = "permits.replacement_decision"
    kinds = replacement.REPLACEABLE
    pages = (
        permit_page(forms.ReplaceablePermitForm),
        Page("what", _("What has happened?"), forms.WhatHappenedForm),
        Page("since", _("Since when?"), forms.SinceForm, when=_day_is_asked),
    )

    def brief(self, *, region: str, on: date) -> Brief:
        return Brief(
            costs=[Cost(_("State fee: its amount for a new document is not established here yet, the office tells it"), None)],
            duration=legal.term(self.decision_term, on=on),
            documents=replacement.required_documents(None),
        )

    def eligibility(self, application: Application) -> list[Reason]:
        if "permit" not in application.answers:
            return [] if application.facts.person_id is None or self.holds_any(application) else [replacement.not_held()]
        permit = self.permit(application)
        if permit is None:
            return [replacement.not_held()]
        if application.answer("what", "what") == "age":
            return self._age(application, permit)
        return self._change(application, permit)

    def _age(self, application: Application, permit: Permit) -> list[Reason]:
        if permit.kind != Permit.Kind.PERMANENT_RESIDENCE:
            return [replacement.only_permanent()]
        day = application.day_of_applying
        ages = [int(age) for age in legal.text("permits.replacement_ages", on=day).value.split()]
        found = replacement.reached(birth_date=application.facts.birth_date, issued_on=permit.issued_on, ages=ages, on=day)
        if found is None:
            return [replacement.no_birthday()]
        last = add_term(legal.term("permits.replacement_after_birthday", on=day), found[1], moves_from_day_off=True).value
        return [replacement.late(last=last)] if day > last else []

    def _change(self, application: Application, permit: Permit) -> list[Reason]:
        """The law names days for a residence permit only; for other documents no act that we know does."""
        since, day = answered_day(application, "since", "day"), application.day_of_applying
        if since is None or permit.kind != Permit.Kind.PERMANENT_RESIDENCE:
            return []
        last = add_term(legal.term("permits.replacement_after_change", on=day), since, moves_from_day_off=True).value
        return [replacement.late(last=last)] if day > last else []

    def grounds_of(self, case: "Case") -> Sequence[Ground]:
        """Each kind of document has its own law."""
        found = named(str(case.answers.get("permit", {}).get("permit") or ""))
        return replacement.grounds_of(found.kind) if found else self.grounds

    def documents(self, application: Application) -> list[RequiredDocument]:
        return replacement.required_documents(application.answer("what", "what"))

    def checks(self, application: Application) -> list[Check]:
        permit = self.permit(application)
        return [
            Check("in_force", _("The document is in force today"), permit is not None, permit.valid_until or "" if permit else ""),
            mrz_check(mrz_agrees(application.facts)),
        ]

    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        """The new document ends when the old one would have, as the law has it today, and names the person as she was when she asked."""
        old = lock_permit(self.held(application).pk)
        issue_permit(
            case=case,
            kind=old.kind,
            region=old.region,
            citizenship=application.facts.citizenship or old.citizenship,
            valid_until=old.valid_until,
            ground=old.ground,
            predecessor=old,
            follows=old.follows,
            orders_counted=counted_in_place_of(old),
            actor=actor,
            on=on,
        )
