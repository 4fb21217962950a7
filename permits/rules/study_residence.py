"""The temporary residence permit for education (RVPO): 115-FZ art. 6.2, in force since 1 January 2023."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason, RequiredDocument
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term
from portal.legal.rules.calendar import WorkingCalendar, add_term
from portal.legal.wording import said

ARTICLE = _("Federal Law 115-FZ, art. 6.2")
LEVELS: tuple[tuple[str, Any], ...] = (
    ("bachelor", _("Bachelor’s degree")),
    ("specialist", _("Specialist’s degree")),
    ("master", _("Master’s degree")),
    ("residency", _("Residency or assistantship after a degree")),
    ("postgraduate", _("Postgraduate studies")),
    ("other", _("Something else: a school, a college, courses, a preparatory department")),
)
FORMS: tuple[tuple[str, Any], ...] = (("full_time", _("Full-time")), ("other", _("Part-time, by correspondence or at a distance")))
PLACES: tuple[tuple[str, Any], ...] = (
    ("state", _("A state university or scientific organisation")),
    ("accredited", _("Another one, and the programme is accredited by the State")),
    ("other", _("Another one, and the programme is not accredited")),
)
NOT_FOR: Final = "other"


def study_reasons(*, level: str | None, form: str | None, place: str | None, ends_on: date | None, on: date) -> list[Reason]:
    """None: not answered yet, so nothing is said about it."""
    if level == NOT_FOR:
        return [
            _not_these_studies(
                _("The permit is for students of a bachelor’s, specialist’s or master’s degree, of residency and of postgraduate studies.")
            )
        ]
    if form == NOT_FOR:
        return [_not_these_studies(_("The permit is for full-time students."))]
    if place == NOT_FOR:
        return [_not_these_studies(_("The university must be a state one, or the programme must be accredited by the State."))]
    return [_studies_over(ends_on)] if ends_on and ends_on < on else []


def held_reasons(held: frozenset[str]) -> list[Reason]:
    if "study_residence" in held:
        return [
            Reason(
                "holds_study",
                True,
                _("You already have a temporary residence permit for education (RVPO)"),
                _("It holds until the end of your studies and for some time after it: its last day stands on it."),
                _("If you moved to another university, choose that application in the list: it takes the place of this one."),
                ARTICLE,
            )
        ]
    if "temporary_residence" in held:
        return [
            Reason(
                "holds_temporary",
                True,
                _("You already have a temporary residence permit (RVP)"),
                _("It allows you to study and to work in its region: you do not need another permit for your studies."),
                _("Go on living on it. What follows it is a residence permit (VNZh)."),
                _("Federal Law 115-FZ, art. 6, para. 1; art. 8"),
            )
        ]
    return []


def not_held() -> Reason:
    return Reason(
        "not_held",
        True,
        _("We know no permit for education of yours that is in force"),
        _("This application is for students who hold a temporary residence permit for education (RVPO) and moved to another university."),
        _(
            "If you have none, apply for the permit with your new university. If yours is on paper, ask the "
            "office that issued it to enter it."
        ),
        ARTICLE,
    )


def transfer_late(*, last: date) -> Reason:
    """A warning: the application is taken all the same."""
    return Reason(
        "late",
        False,
        _("The days to act after moving to another university are over"),
        said(gettext_noop("The last day to apply was %(day)s. The application is taken all the same."), day=last),
        _("Go on. If you could not apply in time, tell the officer why when you are asked."),
        ARTICLE,
    )


def last_day(*, ends_on: date, after: Term) -> Explained[date]:
    """The last day of the studies and the days that the law adds; a day off does not move it."""
    added = add_term(after, ends_on, working=WorkingCalendar({}))
    studies = Step(said(gettext_noop("The last day of the studies is %(day)s."), day=ends_on), ends_on, ARTICLE)
    return Explained(added.value, (studies, *added.steps))


def required_documents() -> list[RequiredDocument]:
    return [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), ARTICLE),
        RequiredDocument(
            "passport_translation", _("The officer reads your passport in Russian. The translation is certified by a notary."), ARTICLE
        ),
        RequiredDocument(
            "ground_paper", _("The certificate of your university: programme, form of study, last day of the studies."), ARTICLE
        ),
        RequiredDocument(
            "medical_certificate", _("It shows that you use no drugs and have no dangerous infections, HIV included."), ARTICLE
        ),
        RequiredDocument("photo", _("It is put into your file. 3.5 by 4.5 cm, face from the front, no older than six months."), ARTICLE),
    ]


def _not_these_studies(text: Any) -> Reason:
    return Reason(
        "not_these_studies",
        True,
        _("This permit is not for these studies"),
        text,
        _("Ask the international office of your university on what ground you stay: for other studies the stay itself is extended."),
        ARTICLE,
    )


def _studies_over(ends_on: date) -> Reason:
    return Reason(
        "studies_over",
        True,
        _("Your studies have ended"),
        said(gettext_noop("By what you wrote their last day was %(day)s. The permit is for students."), day=ends_on),
        _(
            "Correct the date if it is wrong. After graduation look at the other permits: a graduate may have a "
            "way to a residence permit (VNZh)."
        ),
        ARTICLE,
    )
