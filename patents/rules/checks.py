"""What the machine verifies about an application and shows to the officer. It decides nothing."""

from django.utils.translation import gettext_lazy as _

from cases.procedures import Application, Check
from cases.rules.checks import answered_day, exam_check, medical_check, mrz_check, passport_check
from portal.legal.figures import Term


def machine_checks(
    application: Application, *, late: bool, mrz_agrees: bool | None, used_elsewhere: bool, exam_term: Term, medical_term: Term
) -> list[Check]:
    """Re-runnable: the same application on the same day gives the same answers. Terms are in months or years."""
    facts, on = application.facts, application.on
    return [
        mrz_check(mrz_agrees),
        passport_check(facts.document_expires_on, on),
        Check(
            "window",
            _("Applied within the days that the law gives after the entry"),
            None if facts.entered_on is None else not late,
            facts.entered_on or "",
        ),
        Check("purpose", _("The purpose of entry is work"), facts.purpose == "work" if facts.purpose else None, ""),
        insurance_check(application),
        medical_check(application, medical_term),
        exam_check(application, exam_term),
        Check("same_document", _("No other profile uses this passport"), not used_elsewhere, ""),
    ]


def insurance_check(application: Application) -> Check:
    title = _("Medical insurance covers today")
    start, end = answered_day(application, "insurance", "valid_from"), answered_day(application, "insurance", "valid_until")
    if start is None or end is None:
        return Check("insurance", title, None, "")
    return Check("insurance", title, start <= application.on <= end, end)


__all__ = ["exam_check", "insurance_check", "machine_checks", "medical_check"]
