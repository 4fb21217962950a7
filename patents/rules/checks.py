"""What the machine verifies about an application and shows to the officer. It decides nothing."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Check
from patents.rules.eligibility import years_old
from portal.legal.figures import Term
from portal.legal.rules.calendar import add_months


def machine_checks(
    application: Application, *, late: bool, mrz_agrees: bool | None, used_elsewhere: bool, exam_term: Term, medical_term: Term
) -> list[Check]:
    """Re-runnable: the same application on the same day gives the same answers. Terms are in months or years."""
    facts, on = application.facts, application.on
    return [
        Check("mrz", _("The machine-readable lines agree with the passport data"), mrz_agrees, _mrz(mrz_agrees)),
        _passport(facts.document_expires_on, on),
        Check("window", _("Applied within 30 days of entry"), None if facts.entered_on is None else not late, facts.entered_on or ""),
        Check("purpose", _("The purpose of entry is work"), facts.purpose == "work" if facts.purpose else None, ""),
        insurance_check(application),
        medical_check(application, medical_term),
        exam_check(application, exam_term),
        Check("same_document", _("No other profile uses this passport"), not used_elsewhere, ""),
    ]


def _mrz(agrees: bool | None) -> Any:
    if agrees is None:
        return _("The data were typed by hand: compare them with the scan.")
    return "" if agrees else _("At least one field differs. Compare with the scan.")


def _passport(expires_on: date | None, on: date) -> Check:
    title = _("The passport is valid")
    if expires_on is None:
        return Check("passport", title, None, _("No date of expiry is given."))
    return Check("passport", title, expires_on >= on, expires_on)


def insurance_check(application: Application) -> Check:
    title = _("Medical insurance covers today")
    start, end = _day(application, "insurance", "valid_from"), _day(application, "insurance", "valid_until")
    if start is None or end is None:
        return Check("insurance", title, None, "")
    return Check("insurance", title, start <= application.on <= end, end)


def medical_check(application: Application, term: Term) -> Check:
    title = _("The medical certificate is in date")
    issued_on = _day(application, "medical", "issued_on")
    if issued_on is None:
        return Check("medical", title, None, "")
    return Check("medical", title, application.on <= _ends(issued_on, term), issued_on)


def exam_check(application: Application, term: Term) -> Check:
    title = _("The exam certificate is in date, or the person is exempt")
    kind, issued_on = application.answer("exam", "kind"), _day(application, "exam", "issued_on")
    if kind == "certificate" and issued_on:
        return Check("exam", title, application.on <= _ends(issued_on, term), issued_on)
    if kind == "exempt" and application.facts.birth_date:
        age = years_old(application.facts.birth_date, application.on)
        return Check("exam", title, age >= (60 if application.facts.sex == "F" else 65), _("exempt by age"))
    return Check("exam", title, None, _("Look at the document."))


def _day(application: Application, page: str, name: str) -> date | None:
    stored = application.answer(page, name)
    return date.fromisoformat(stored) if stored else None


def _ends(issued_on: date, term: Term) -> date:
    """The last day, inclusive, of a certificate issued on a day."""
    return add_months(issued_on, term.amount * 12 if term.unit == "years" else term.amount)
