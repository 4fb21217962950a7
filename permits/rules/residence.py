"""Who may apply for a residence permit (115-FZ art. 6, 7, 8). Facts and a date in, reasons out; what blocks comes first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason
from cases.rules.checks import years_old
from portal.legal.wording import said

ARTICLE_6 = _("Federal Law 115-FZ, art. 6")
PASSPORT = _("Federal Law 115-FZ, art. 6.1; art. 8")


@dataclass(frozen=True, kw_only=True)
class ResidentFacts:
    """What the rules look at. None means: not known yet, so nothing is said about it."""

    regime: str | None  # citizenships.Regime of the citizenship on that day
    birth_date: date | None
    passport_expires_on: date | None
    held: frozenset[str] = frozenset()  # kinds of the permits in force
    last_day_of_stay: date | None = None  # of the ground of stay that lasts longest
    acted_for: bool = False  # a parent or guardian applies for the child here, by an application that the portal takes for children
    majority: int  # the age from which a person acts alone (Civil Code art. 21), on the day of applying


def common_reasons(facts: ResidentFacts, *, on: date) -> list[Reason]:
    """What every application for residence asks."""
    return [
        *_citizen(facts.regime),
        *_permanent_already(facts.held),
        *_passport(facts.passport_expires_on, on),
        *([] if facts.acted_for else _age(facts.birth_date, on, facts.majority)),
    ]


def temporary_residence_reasons(facts: ResidentFacts, *, on: date) -> list[Reason]:
    return [*common_reasons(facts, on=on), *_temporary_already(facts.held), *stay_over(facts.last_day_of_stay, on)]


def stay_over(last_day: date | None, on: date) -> list[Reason]:
    """A warning: the portal may not know of an extension. Whoever stays without a ground is told before the door is shut on them."""
    if last_day is None or last_day >= on:
        return []
    return [
        Reason(
            "stay_over",
            False,
            _("By what we know, your time in Russia is over"),
            said(
                gettext_noop(
                    "The last day of your stay that we know of was %(day)s. The law takes this application from people who stay lawfully."
                ),
                day=last_day,
            ),
            _(
                "If your stay was extended, put the new date into your profile and attach the paper. If it was not, ask the "
                "office today what you can do."
            ),
            ARTICLE_6,
        )
    ]


def of_age_before_the_decision(*, of_age_on: date, decide_by: date, citation: Any) -> list[Reason]:
    """A warning about a ground that only a child has. No act that was found says whether the age counts on the day of applying or on that
    of the decision, and the portal grants nothing on it to who is of age."""
    if of_age_on > decide_by:
        return []
    text = gettext_noop(
        "The birthday is on %(day)s, and the decision is due by %(by)s. The ground is for children; whether it still holds for who has "
        "come of age before the decision is in no act that we have found, so this portal grants nothing on it from that day on."
    )
    to_do = _(
        "Look whether another ground fits already today. If none does, send the application now and ask the office to decide it before the "
        "birthday. If the birthday comes first, the grown-up child applies alone, on a ground of its own."
    )
    title = _("The child may come of age before the decision")
    return [Reason("of_age_before_the_decision", False, title, said(text, day=of_age_on, by=decide_by), to_do, citation)]


def _citizen(regime: str | None) -> list[Reason]:
    if regime != "ru":
        return []
    return [
        Reason(
            "citizen",
            True,
            _("You do not need a permit"),
            _("Citizens of Russia live in Russia without a permit."),
            _("Nothing is left for you to do here."),
            _("Federal Law 115-FZ, art. 2"),
        )
    ]


def _permanent_already(held: frozenset[str]) -> list[Reason]:
    if "permanent_residence" not in held:
        return []
    return [
        Reason(
            "holds_permanent",
            True,
            _("You already have a residence permit (VNZh)"),
            _("It allows you to live and work anywhere in Russia, and it has no last day for most people."),
            _("If it is damaged or lost, or your name has changed, ask for a new document. If you moved, only the registration changes."),
            _("Federal Law 115-FZ, art. 8"),
        )
    ]


def _temporary_already(held: frozenset[str]) -> list[Reason]:
    if "temporary_residence" not in held:
        return []
    return [
        Reason(
            "holds_temporary",
            True,
            _("You already have a temporary residence permit (RVP)"),
            _("It is given for its term and is not prolonged. What follows it is a residence permit (VNZh)."),
            _("Apply for the residence permit: the list of applications has it, and it says from which day you can."),
            _("Federal Law 115-FZ, art. 6, para. 1; art. 8"),
        )
    ]


def _passport(expires_on: date | None, on: date) -> list[Reason]:
    if expires_on is None or expires_on >= on:
        return []
    return [
        Reason(
            "passport_expired",
            True,
            _("Your passport has expired"),
            _("A permit is given only to a person with a valid identity document."),
            _("Get a new passport at your country's consulate, then put it into your profile and come back."),
            PASSPORT,
        )
    ]


def _age(birth_date: date | None, on: date, majority: int) -> list[Reason]:
    if birth_date is None or years_old(birth_date, on) >= majority:
        return []
    return [
        Reason(
            "under_age",
            True,
            _("A parent or guardian applies for a child"),
            said(gettext_noop("On the day of the application you are younger than %(age)s."), age=majority),
            said(
                gettext_noop(
                    "A parent or guardian adds the child to the own profile and applies for it there, where the application is open to "
                    "children; else you apply together at the office. You can apply alone from the day you turn %(age)s."
                ),
                age=majority,
            ),
            _("Civil Code, art. 26, 28"),
        )
    ]
