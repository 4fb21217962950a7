"""Asylum: temporary asylum (Government resolution 274 of 09.04.2001) and refugee status (law 4528-1). First certificate and renewal.

Nobody is turned away here for having no papers, for having entered in another way than the law describes, or for being late: these
are questions for the officer and never reasons that stop an application."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Ground, Reason, RequiredDocument
from portal.legal.calendar import add_months
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term
from portal.legal.wording import said

LAW = gettext_noop("Federal Law 4528-1")
RESOLUTION = gettext_noop("Resolution of the Government of the Russian Federation No. 274 of 09.04.2001")

GROUNDS = (
    Ground(
        "CIRCUMSTANCES_NOT_FOUND",
        LAW,
        _("The circumstances that the law asks for were not found"),
        _("From what you told and from what the office knows, the grounds for protection that the law names do not follow."),
    ),
    Ground(
        "CIRCUMSTANCES_ENDED",
        LAW,
        _("The circumstances have ended"),
        _("What the protection was given for has changed, so that the law no longer lets it go on."),
    ),
    Ground(
        "PROTECTED_ELSEWHERE",
        LAW,
        _("Another state protects you, or you are a citizen of Russia"),
        _("You have the protection of a state, or rights there like those of its citizens."),
    ),
    Ground(
        "CRIME_EXCLUDES",
        LAW,
        _("A crime with which the law excludes protection"),
        _("The authorities have found an act after which the law does not allow this protection."),
    ),
)


def citizen() -> Reason:
    return Reason(
        "citizen",
        True,
        _("Citizens of Russia do not ask Russia for asylum"),
        _("By your profile you are a citizen of Russia."),
        _("If that is not true, correct your profile. If it is, ask the office what help you can get as a citizen."),
        _(LAW),
    )


def already(*, until: date | None) -> Reason:
    text = said(gettext_noop("Your certificate is in force until %(day)s."), day=until) if until else _("Your certificate is in force.")
    return Reason(
        "already_protected",
        True,
        _("You already have this protection"),
        text,
        _("To go on after its last day, apply for its extension: that is an application of its own in the list."),
        _(LAW),
    )


def no_certificate() -> Reason:
    return Reason(
        "not_held",
        True,
        _("We know no certificate of yours that could be extended"),
        _("This application is for people whose certificate of asylum is in force."),
        _(
            "If yours is on paper, ask the office that issued it to enter it. If it has ended or you "
            "have none, apply for protection anew: you are not late for that."
        ),
        _(LAW),
    )


def too_early(*, first: date) -> Reason:
    return Reason(
        "too_early",
        True,
        _("It is too early to extend this certificate"),
        said(gettext_noop("The portal takes this application from %(day)s."), day=first),
        _("Your protection goes on until the last day of the certificate. Come back on that day or later."),
        _(LAW),
    )


def renewal_opens(*, valid_until: date, earliest: Term) -> date:
    return add_months(valid_until, -_months(earliest))


def last_day(*, begins: date, term: Term) -> Explained[date]:
    """The last day, inclusive, of a certificate whose term runs from `begins`: the decision, or the end of the one that it follows."""
    end = add_months(begins, _months(term))
    counted = said(gettext_noop("The term runs from %(day)s."), day=begins)
    return Explained(
        end,
        (
            Step(counted, citation=term.citation),
            Step(said(gettext_noop("Its last day is %(day)s, that day included."), day=end), end, term.citation),
        ),
    )


def required_documents() -> list[RequiredDocument]:
    """Nothing is required: who flees may have no papers. What there is helps."""
    return [
        RequiredDocument(
            "passport_scan",
            _("If you have a passport or another paper that says who you are. Without it the office finds out with you."),
            _(LAW),
            optional=True,
        ),
        RequiredDocument(
            "ground_paper", _("If you have papers on what happened to you. They are read only by who decides."), _(LAW), optional=True
        ),
        RequiredDocument("photo", _("It is put on the certificate. If you have none, it is made at the office."), _(LAW), optional=True),
    ]


def _months(term: Term) -> int:
    return term.amount * (12 if term.unit == "years" else 1)
