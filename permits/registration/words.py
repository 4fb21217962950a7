"""What is wrong with a row of a list, in words, and what each state looks like."""

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permits.registration.errors import ArrivalInTheFuture, CodeUnknown, StayEndsBeforeArrival
from permits.registration.models import ArrivalNotice, HostQuestion
from permits.registration.selectors import civil_today
from portal.ui.components import rows
from portal.ui.formats import civil_date, countdown
from profiles.citizenships import name_of
from profiles.errors import BirthNotInThePast

PROBLEMS: Final[dict[str, Any]] = {
    "missing": _("The cell is empty."),
    "characters": _("The cell is too long or holds signs that cannot be read."),
    "formula": _(
        "The cell begins with a sign with which formulas begin: =, +, -, @, a tab or a line break. Type the plain text, as it stands in "
        "the passport."
    ),
    "latin": _("Type the name in Latin letters, as in the passport."),
    "date": _("This is no date. Write 14.06.2026."),
    "citizenship": _("This citizenship is not known. Write its code of two or three letters, for example UZ or UZB."),
    "email_or_code": _("Fill in the guest’s e-mail or the guest’s code, one of them."),
    "email": _("This is no e-mail address."),
    **{error.code: error.message for error in (ArrivalInTheFuture, BirthNotInThePast, CodeUnknown, StayEndsBeforeArrival)},
}
COLUMNS: Final[dict[str, Any]] = {
    "family_name": _("family name"),
    "given_names": _("given names"),
    "birth_date": _("date of birth"),
    "citizenship": _("citizenship"),
    "document_number": _("number of the passport"),
    "arrived_on": _("day of arrival"),
    "stay_until": _("stays until"),
    "email": _("e-mail"),
    "code": _("code of the guest"),
}
TAGS: Final = {
    "waiting": "active",
    "confirmed": "right",
    "denied": "wrong",
    "departed": "neutral",
    "moved": "neutral",
    "cancelled": "wrong",
}


def typed_rows(notice: ArrivalNotice) -> list[Any]:
    """What the host typed of the guest, named line by line: host and guest compare it with the passport."""
    return rows(
        (gettext("Name"), f"{notice.family_name} {notice.given_names}".strip()),
        (gettext("Date of birth"), civil_date(notice.birth_date)),
        (gettext("Citizenship"), name_of(notice.citizenship)),
        (gettext("Number of the passport"), notice.document_number),
        (gettext("Day of arrival"), civil_date(notice.arrived_on)),
        (gettext("Stays until"), civil_date(notice.stay_until)),
    )


def questions_shown(notice: ArrivalNotice) -> list[tuple[HostQuestion, str]]:
    """What officers asked the host of a notice, newest first, each with how far the day of an open one is."""
    asked = HostQuestion.objects.filter(notice=notice).order_by("-pk")[:20]
    today = civil_today(notice.region)
    return [(question, countdown(question.answer_by, today) if question.is_open else "") for question in asked]


def column_words(name: str) -> Any:
    """What a column holds, for people; empty where the problem is about none."""
    return COLUMNS.get(name, "")


def problem_words(code: str) -> Any:
    return PROBLEMS.get(code, _("The row could not be filed."))
