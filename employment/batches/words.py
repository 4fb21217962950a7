"""What became of a row, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employment.batches.models import BatchRow
from patents.formats import worded

_PROBLEMS: dict[str, Any] = {
    "too_long": gettext_lazy("A cell is longer than 120 characters."),
    "characters": gettext_lazy("A cell holds characters that cannot be read."),
    "both_ways": gettext_lazy("The row has a patent's number and a share code. Keep one of them."),
    "half_a_number": gettext_lazy("The series or the number of the patent is missing."),
    "number_unreadable": worded(
        gettext_lazy("This cannot be a patent: the series is two digits, the number ten."),
        gettext_lazy("This cannot be a patent: the series or the number is not written like those of patents."),
    ),
    "half_a_code": gettext_lazy("The share code or the birth date is missing."),
    "birth_date_unreadable": gettext_lazy("The birth date cannot be read. Write it as 14.06.1990 or 1990-06-14."),
    "code_refused": gettext_lazy("The code or the birth date does not fit, or the code has ended."),
    "organisation_not_confirmed": gettext_lazy("The employer is not confirmed."),
    "member_may_not": gettext_lazy("Who started the list may not check workers any more, or its token has ended."),
    "failed": gettext_lazy("The check of this row failed. Ask about it again by itself."),
}


def problem_words(code: str) -> str:
    return str(_PROBLEMS.get(code, code)) if code else ""


def result_words(row: BatchRow) -> str:
    if row.done_at is None:
        return _("not asked yet")
    return _("could not be asked") if row.problem else result_name(row.result)


def result_name(code: str) -> str:
    return str(_RESULTS.get(code, code))


_RESULTS: dict[str, Any] = {
    "valid": gettext_lazy("valid"),
    "not_valid": gettext_lazy("not valid"),
    "not_found": gettext_lazy("no such patent"),
}

__all__ = ["problem_words", "result_name", "result_words"]
