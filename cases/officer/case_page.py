"""Everything the case page shows, read once for one request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from cases.counter import COUNTER, CaseVisit, counter_checks, visits_of
from cases.models import Case, CaseDocument, CaseVersion, Decision, InformationRequest
from cases.officer import facts, words
from cases.officer.deadline import Deadline, deadline
from cases.officer.forms import (
    AskForm,
    ConfirmForm,
    InviteForm,
    ProposeForm,
    ReturnForm,
    askable_kinds,
    grant_words,
    ground_words,
    usual_answer_day,
)
from cases.officer.history import LONGEST, case_events, case_history, letters
from cases.officer.papers import Paper, paper
from cases.officer.standing import Standing, standing
from cases.procedures import Application, Check, Ground, Procedure, procedure
from cases.selectors import application_of, civil_today, open_request
from portal import clock
from portal.accounts.step_up import proving_address, recently_proved
from portal.events.models import Event
from portal.legal import regions
from profiles.acting import hearers
from profiles.selectors import guardians_of, identity_not_compared

FORM_ACTS = ("ask", "invite", "grant", "refuse", "return")


@dataclass
class CasePage:
    """`act` names the open form, `form` is it (with what was typed), `typed` keeps words of an act that is no longer possible."""

    request: HttpRequest
    case: Case
    act: str = ""
    form: Form | None = None
    ground: Ground | None = None
    error: str = ""
    typed: list[str] = field(default_factory=list)

    @cached_property
    def rules(self) -> Procedure:
        return procedure(self.case.procedure)

    @cached_property
    def today(self) -> date:
        return civil_today(self.case)

    @cached_property
    def application(self) -> Application:
        return application_of(self.case, on=self.today, sent=self.versions[0] if self.versions else None, attached=self.attached)

    @cached_property
    def standing(self) -> Standing:
        return standing(self.case, self.request.user, asked=self._asked())

    def _asked(self) -> InformationRequest | None:
        """From the questions that the page shows anyway; they are newest first."""
        if self.case.status != Case.Status.INFO_REQUESTED:
            return None
        known = [question for question in self.questions if question.answered_at is None]
        return known[-1] if known else open_request(self.case)

    @cached_property
    def deadline(self) -> Deadline | None:
        if self.case.decide_by is None or self.case.status not in Case.OPEN:
            return None
        return deadline(self.case.decide_by, today=self.today)

    @property
    def decide_by_steps(self) -> list[dict[str, Any]]:
        steps = self.case.decide_by_steps
        if not isinstance(steps, dict):
            return []
        kept: list[dict[str, Any]] = steps.get(get_language() or "ru") or steps.get("ru") or []
        return kept

    @cached_property
    def versions(self) -> list[CaseVersion]:
        """The latest and the one before it."""
        return list(self.case.versions.order_by("-number")[:2])

    @cached_property
    def sent(self) -> facts.Sent | None:
        return facts.sent(self.rules, self.versions)

    @cached_property
    def checks(self) -> list[Check]:
        if self.case.status not in Case.OPEN:
            return []
        return [*self.rules.checks(self.application), *self.rules.checks_of_case(self.case), *self._counter_checks()]

    def _counter_checks(self) -> list[Check]:
        if len(self.events) >= LONGEST:  # older ones are not read
            return counter_checks(self.case)
        return counter_checks(self.case, requests=self.questions, was_seen="cases.SeenAtTheCounter" in self.happened)

    @cached_property
    def attached(self) -> list[CaseDocument]:
        return list(self.case.attachments.select_related("document").order_by("kind", "-attached_at"))

    @cached_property
    def papers(self) -> list[Paper]:
        """Current ones first, then those that a better one replaced."""
        return [paper(item) for item in sorted(self.attached, key=lambda item: item.replaced_at is not None)]

    @cached_property
    def shown_paper(self) -> Paper | None:
        """The picture that stands in the preview when the page opens."""
        return next((item for item in self.papers if item.is_picture and not item.removed), None)

    @cached_property
    def proposed_ground(self) -> Ground | None:
        return self.rules.ground(self.standing.proposal.ground) if self.standing.proposal else None

    @cached_property
    def events(self) -> list[Event]:
        return case_events(self.case)

    @property
    def happened(self) -> set[str]:
        return {event.name for event in self.events}

    @cached_property
    def returned(self) -> Decision | None:
        """The last proposal that a second officer sent back, while the case is under review again."""
        if self.case.status != Case.Status.IN_REVIEW or "cases.DecisionReturned" not in self.happened:
            return None
        returned = self.case.decisions.filter(returned_at__isnull=False).select_related("returned_by")
        return returned.order_by("-returned_at").first()

    @cached_property
    def questions(self) -> list[InformationRequest]:
        """What was asked and answered, newest first."""
        if not {"cases.InformationRequested", "cases.InvitedToCounter"} & self.happened:
            return []
        return list(self.case.requests.select_related("asked_by").order_by("-pk"))

    @cached_property
    def grounds(self) -> Sequence[Ground]:
        """On which the application can be refused, with the articles that hold for it."""
        return self.rules.grounds_of(self.case)

    @cached_property
    def visits(self) -> list[CaseVisit]:
        return visits_of(self.case)

    # ---- the open form

    def open_form(self, act: str, ground: str = "") -> None:
        """Show the form of an act that this officer may do now; anything else shows none."""
        if act not in self.standing.acts or act not in FORM_ACTS:
            return
        self.act = act
        self.ground = self.rules.ground(ground, self.case) if act == "refuse" else None
        if act != "refuse" or self.ground:
            self.form = self.new_form(act)

    def new_form(self, act: str, data: Any = None) -> Form:
        """The form of `act`: filled with `data`, or as it is first shown."""
        if act == "ask":
            kinds = askable_kinds(self.rules, self.application)
            return AskForm(
                data,
                initial=self._initial(answer_by=usual_answer_day(self.today, decide_by=self.case.decide_by)),
                kinds=kinds,
                today=self.today,
            )
        if act == "invite":
            day = usual_answer_day(self.today, decide_by=self.case.decide_by)
            return InviteForm(data, initial=self._initial(answer_by=day, counter=list(COUNTER)), today=self.today)
        if act == "confirm":
            return ConfirmForm(data)
        if act == "return":
            return ReturnForm(data)
        return ProposeForm(data, initial=self._proposal_words(act), rules=self.rules)

    def _proposal_words(self, act: str) -> dict[str, Any]:
        if act == "grant":
            return self._initial(outcome=Decision.Outcome.GRANTED, reason=grant_words(self.rules))
        code = self.ground.code if self.ground else ""
        return self._initial(outcome=Decision.Outcome.REFUSED, ground=code, reason=ground_words(self.rules, code))

    def _initial(self, **values: Any) -> dict[str, Any]:
        return {"expected_version": self.case.version, **values}

    # ---- the template

    def context(self) -> dict[str, Any]:
        case = self.case
        return {
            "page": self,
            "case": case,
            "rules": self.rules,
            "standing": self.standing,
            "deadline": self.deadline,
            "applicant": words.official_name(self.application.facts),
            "applicant_ru": words.official_name_ru(self.application.facts),
            "citizenship": words.country(self.application.facts.citizenship) if self.application.facts.citizenship else "",
            "holder": words.colleague(case.assigned_to),
            "history": case_history(
                self.events,
                [case.assigned_to, self.request.user],  # type: ignore[list-item]
                own_user=case.person.user_id,
            ),
            "guardians": guardians_of(case.person) if case.person.user_id is None else [],
            "acts_nobody": not hearers(case.person),
            "not_compared": identity_not_compared(case.person) if case.person.user_id is not None else None,
            "letters": letters(case),
            "proposer": words.colleague(self.standing.proposal.proposed_by) if self.standing.proposal else "",
            "zone": regions.region(case.office.region).zone if case.office else clock.MOSCOW,
            "proved": recently_proved(self.request),
            "proving_address": proving_address(reverse("admin:case", args=[case.reference])),
            "language_form_id": "act-form" if self.form is not None and not self.typed else "",
        }
