"""What the machine verifies about an application and shows to the officer. It decides nothing."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Check
from patents.rules.eligibility import years_old

EXAM_YEARS = 3  # the certificate for a patent is valid three years (domain fact, 115-FZ art. 15.1)


def machine_checks(application: Application, *, late: bool) -> list[Check]:
    """Re-runnable: the same application on the same day gives the same answers."""
    facts, on = application.facts, application.on
    return [
        Check("mrz", _("The machine-readable lines agree with the passport data"), facts.mrz_agrees, _mrz(facts.mrz_agrees)),
        _passport(facts.document_expires_on, on),
        Check("window", _("Applied within 30 days of entry"), not late if facts.entered_on else None, _entered(facts.entered_on)),
        Check("purpose", _("The purpose of entry is work"), facts.purpose == "work" if facts.purpose else None, facts.purpose_name),
        _insurance(application),
        _medical(application),
        _exam(application),
        Check("same_document", _("No other profile uses this passport"), not facts.document_used_elsewhere, ""),
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


def _entered(entered_on: date | None) -> Any:
    return entered_on or ""


def _insurance(application: Application) -> Check:
    title = _("Medical insurance covers today")
    start, end = application.answer("insurance", "valid_from"), application.answer("insurance", "valid_until")
    if not (start and end):
        return Check("insurance", title, None, "")
    covered = date.fromisoformat(start) <= application.on <= date.fromisoformat(end)
    return Check("insurance", title, covered, date.fromisoformat(end))


def _medical(application: Application) -> Check:
    """Certificates are valid one year since 01.03.2022 (before: three months)."""
    title = _("The medical certificate is not older than a year")
    issued = application.answer("medical", "issued_on")
    if not issued:
        return Check("medical", title, None, "")
    issued_on = date.fromisoformat(issued)
    return Check("medical", title, issued_on + timedelta(days=365) >= application.on, issued_on)


def _exam(application: Application) -> Check:
    title = _("The exam certificate is valid, or the person is exempt")
    kind, issued = application.answer("exam", "kind"), application.answer("exam", "issued_on")
    if kind == "certificate" and issued:
        issued_on = date.fromisoformat(issued)
        return Check("exam", title, years_old(issued_on, application.on) < EXAM_YEARS, issued_on)
    if kind == "exempt" and application.facts.birth_date:
        age = years_old(application.facts.birth_date, application.on)
        return Check("exam", title, age >= (60 if application.facts.sex == "F" else 65), _("exempt by age"))
    return Check("exam", title, None, _("Look at the document."))
