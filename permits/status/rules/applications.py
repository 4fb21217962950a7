"""What applications tell of a status: which of them wait for a decision, and what the papers named in them show."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.status.rules.asking import Asked, gather
from permits.status.rules.values import Action, Duty, Found, Sent
from portal.legal.explained import Explained, Step
from portal.legal.rules.calendar import add_months
from portal.legal.wording import said

KEYS: Final = ("permits.exam_validity",)
NEEDS_NO_EXAM: Final = frozenset({"temporary_residence", "permanent_residence"})


@dataclass(frozen=True)
class Continuing:
    """Rights that continue until the decision on an application. `right` and `procedure` are codes."""

    number: str
    right: str
    procedure: str


@dataclass(frozen=True, kw_only=True)
class Applications:
    """`exam_issued_on`: of the newest application for a temporary residence permit that names a certificate. The other days: the newest
    medical certificate and the fingerprints that any application for residence names, or that an officer has taken.

    `continuing`: interim certificates that hold on the day, for `permits.interim`."""

    sent: tuple[Sent, ...] = ()
    continuing: tuple[Continuing, ...] = ()
    exam_issued_on: date | None = None
    medical_issued_on: date | None = None
    fingerprints_on: date | None = None


def found(asked: Asked, told: Applications) -> Found:
    days = {"medical": told.medical_issued_on, "fingerprints": told.fingerprints_on}
    answer = Found(sent=list(told.sent), settled={code: day for code, day in days.items() if day})
    return gather(answer, asked, (lambda one, found: _exam(one, found, told.exam_issued_on),))


def _exam(asked: Asked, found: Found, issued: date | None) -> None:
    """Who holds the permit is not asked for it again: for a residence permit (VNZh), which follows, the certificate has no end."""
    if issued is None or any(permit.kind in NEEDS_NO_EXAM for permit in asked.facts.permits):
        return
    term = asked.book.term("permits.exam_validity", on=issued)
    text = said(gettext_noop("Issued on %(day)s; years that it is valid."), day=issued)
    last = add_months(issued, 12 * term.amount)
    what = _(
        "The next application for a temporary residence permit or a patent needs a valid one. The exam is taken at a university or centre "
        "that the Government has listed, not at this portal: sign up there in good time, and keep the new certificate in your profile."
    )
    found.duties.append(exam_duty(issued, Explained(last, (Step(text, term.amount, term.citation),)), what=what))


def exam_duty(issued: date, due: Explained[date], *, what: object) -> Duty:
    """Of one certificate, whichever application named it."""
    return Duty(
        key=f"exam:{issued.isoformat()}",
        code="exam",
        title=_("Your certificate of Russian, history and law ends"),
        what=what,
        due=due,
        begun_on=issued,
        action=Action(_("Keep the new certificate in the profile"), "profiles:document-add", ("exam_certificate",)),
        missed=_(
            "It has ended: before the next application take the exam again, at a university or centre that the Government has listed, "
            "and keep the new certificate in your profile. What you have been given on it stays."
        ),
    )


__all__ = ["KEYS", "Applications", "Continuing", "exam_duty", "found"]
