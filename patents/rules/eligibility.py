"""Who may apply for a work patent (115-FZ art. 13, 13.3). Facts and a date in, reasons out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason
from cases.rules.checks import years_old
from portal.legal.figures import LegalFigure
from portal.legal.wording import said

KOAP = _("Code of Administrative Offences, art. 18.20")


@dataclass(frozen=True)
class ApplicantFacts:
    """What the rules look at. None means: not known yet, so nothing is said about it."""

    regime: str | None  # citizenships.Regime of the citizenship on that day
    birth_date: date | None
    entered_on: date | None
    purpose: str | None
    passport_expires_on: date | None
    regions_with_valid_patent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LateFine:
    """What applying late costs, roubles: `patents.late_fine_least` and `patents.late_fine_most` (Code of Administrative Offences,
    art. 18.20)."""

    least: LegalFigure
    most: LegalFigure


def eligibility(
    facts: ApplicantFacts, *, on: date, region: str | None, minimum_age: int, window_days: int, late_fine: LateFine | None
) -> list[Reason]:
    """Reasons that stop an application on `on`, then those worth knowing. Empty: nothing stands in the way.

    `window_days` is `patents.apply_window`, `minimum_age` is `patents.minimum_age`, both as of `on`, as is `late_fine`;
    None: its sums are not established."""
    reasons = [
        *_citizenship(facts.regime),
        *_age(facts.birth_date, on, minimum_age),
        *_passport(facts.passport_expires_on, on),
        *_already(facts, region),
        *_window(facts.entered_on, on, window_days, late_fine),
        *_purpose(facts.purpose),
    ]
    return sorted(reasons, key=lambda reason: not reason.blocks)


def is_late(*, entered_on: date | None, on: date, window_days: int) -> bool:
    """True from the day after the last day of the window. The day of entry is not counted."""
    return entered_on is not None and on > entered_on + timedelta(days=window_days)


def _citizenship(regime: str | None) -> list[Reason]:
    if regime == "eaeu":
        return [
            Reason(
                "eaeu",
                True,
                _("You do not need a patent"),
                _("Citizens of Armenia, Belarus, Kazakhstan and Kyrgyzstan work in Russia without a patent and without a permit."),
                _("Sign an employment contract. Your employer must report it to the migration authority."),
                _("Treaty on the Eurasian Economic Union, art. 97"),
            )
        ]
    if regime in {"visa", "e_visa"}:
        return [
            Reason(
                "visa",
                True,
                _("A patent is for people who enter without a visa"),
                _("Citizens of your country need a visa to enter Russia. To work they need a work permit, not a patent."),
                _("Ask your employer to apply for a work permit and an invitation for you."),
                _("Federal Law 115-FZ, art. 13, para. 4; art. 13.3, para. 1"),
            )
        ]
    if regime == "ru":
        return [
            Reason(
                "citizen",
                True,
                _("You do not need a patent"),
                _("Citizens of Russia work without a patent."),
                _("Nothing is left for you to do here."),
                _("Federal Law 115-FZ, art. 13.3, para. 1"),
            )
        ]
    if regime == "visa_free_special":
        return [
            Reason(
                "special",
                False,
                _("You may not need a patent"),
                _("By a presidential decree of 2022 citizens of Ukraine may work without a patent after an identity check."),
                _("Ask the migration office whether this applies to you before you pay."),
                _("Presidential Decree 585 of 27 August 2022"),
            )
        ]
    return []


def _age(birth_date: date | None, on: date, minimum_age: int) -> list[Reason]:
    if birth_date is None or years_old(birth_date, on) >= minimum_age:
        return []
    return [
        Reason(
            "under_age",
            True,
            said(gettext_noop("A patent is given from the age of %(age)s"), age=minimum_age),
            said(gettext_noop("On the day of the application you are younger than %(age)s."), age=minimum_age),
            said(
                gettext_noop("You can apply on the day you turn %(age)s or later. Until then your stay follows that of your parents."),
                age=minimum_age,
            ),
            _("Federal Law 115-FZ, art. 13.3, para. 1"),
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
            _("A patent is issued only to a person with a valid identity document."),
            _("Get a new passport at your country's consulate, then put it into your profile and come back."),
            _("Federal Law 115-FZ, art. 13.3, para. 2"),
        )
    ]


def _already(facts: ApplicantFacts, region: str | None) -> list[Reason]:
    if region is None or region not in facts.regions_with_valid_patent:
        return []
    return [
        Reason(
            "has_patent",
            True,
            _("You already have a patent in this region"),
            _("One patent covers one region. Yours is valid: it goes on for every month that you pay in advance."),
            _(
                "Pay the next month on the page of your patent. When its longest term is nearly over, have it reissued there "
                "instead of applying anew. For another region choose that region."
            ),
            _("Federal Law 115-FZ, art. 13.3, paras. 5, 8 and 16"),
        )
    ]


def _window(entered_on: date | None, on: date, window_days: int, fine: LateFine | None) -> list[Reason]:
    if not is_late(entered_on=entered_on, on=on, window_days=window_days):
        return []
    return [
        Reason(
            "late",
            False,
            said(gettext_noop("More than %(days)s days have passed since you entered"), days=window_days),
            _fined(fine),
            _("The migration office imposes the fine. Pay it and add the receipt to the application."),
            said(gettext_noop("Federal Law 115-FZ, art. 13.3, para. 2; %(act)s"), act=fine.least.citation if fine else KOAP),
        )
    ]


def _fined(fine: LateFine | None) -> Any:
    if fine is None:
        return _("You may still apply, but the law asks for a fine for applying late.")
    message = gettext_noop("You may still apply, but the law asks for a fine for applying late: from %(least)s to %(most)s roubles.")
    return said(message, least=fine.least.amount, most=fine.most.amount)


def _purpose(purpose: str | None) -> list[Reason]:
    if purpose is None or purpose == "work":
        return []
    return [
        Reason(
            "purpose",
            False,
            _("The purpose on your migration card is not “work”"),
            _("The migration authority can change the purpose in its records when you apply. You do not need a new card."),
            _("Go on. The officer sees what your card says."),
            _("Federal Law 115-FZ, art. 13, para. 8.3"),
        )
    ]


__all__ = ["ApplicantFacts", "LateFine", "eligibility", "is_late", "years_old"]
