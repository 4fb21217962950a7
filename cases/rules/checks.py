"""Machine checks that several procedures share: they verify and decide nothing."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Check
from portal.legal.figures import Term
from portal.legal.rules.calendar import add_months


def years_old(birth_date: date, on: date) -> int:
    """Full years on a day; a person born on 29 February turns a year older on 1 March of a common year."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def mrz_check(agrees: bool | None) -> Check:
    return Check("mrz", _("The machine-readable lines agree with the passport data"), agrees, _mrz(agrees))


def _mrz(agrees: bool | None) -> Any:
    if agrees is None:
        return _("The data were typed by hand: compare them with the scan.")
    return "" if agrees else _("At least one field differs. Compare with the scan.")


def passport_check(expires_on: date | None, on: date) -> Check:
    title = _("The passport is valid")
    if expires_on is None:
        return Check("passport", title, None, _("No date of expiry is given."))
    return Check("passport", title, expires_on >= on, expires_on)


def medical_check(application: Application, term: Term) -> Check:
    title = _("The medical certificate is in date")
    issued_on = answered_day(application, "medical", "issued_on")
    if issued_on is None:
        return Check("medical", title, None, "")
    return Check("medical", title, application.on <= _ends(issued_on, term), issued_on)


def exam_check(application: Application, term: Term) -> Check:
    title = _("The exam certificate is in date, or the person is exempt")
    kind, issued_on = application.answer("exam", "kind"), answered_day(application, "exam", "issued_on")
    if kind == "certificate" and issued_on:
        return Check("exam", title, application.on <= _ends(issued_on, term), issued_on)
    if kind == "exempt" and application.facts.birth_date:
        age = years_old(application.facts.birth_date, application.on)
        return Check("exam", title, age >= (60 if application.facts.sex == "F" else 65), _("exempt by age"))
    return Check("exam", title, None, _("Look at the document."))


def answered_day(application: Application, page: str, name: str) -> date | None:
    stored = application.answer(page, name)
    return date.fromisoformat(stored) if stored else None


def _ends(issued_on: date, term: Term) -> date:
    """The last day, inclusive, of a certificate issued on a day."""
    return add_months(issued_on, term.amount * 12 if term.unit == "years" else term.amount)
