"""A residence permit (VNZh): after some time on the temporary one, or at once on a ground (115-FZ art. 8)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason, RequiredDocument
from permits.rules.temporary_residence import ResidenceGround, exam_documents
from portal.legal.calendar import add_months
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term
from portal.legal.wording import said

AFTER_RVP: Final = "AFTER_RVP"
HQS: Final = "HQS"
ARTICLE = _("Federal Law 115-FZ, art. 8")
ARTICLE_2 = _("Federal Law 115-FZ, art. 8, para. 2")

# The law's list as the portal knows it; which of them are offered is a dated row of the law (`permits.permanent_residence_grounds`).
GROUNDS = (
    ResidenceGround(AFTER_RVP, _("I have lived in Russia on a temporary residence permit (RVP)"), None),  # the portal knows it
    ResidenceGround(
        "BORN_IN_RSFSR",
        _("I was born in the RSFSR and was a citizen of the USSR"),
        _("Your birth certificate, or another paper that shows where you were born."),
    ),
    ResidenceGround(
        "CHILD_OF_CITIZEN",
        _("My mother or my father is a citizen of Russia and lives in Russia"),
        _("Your birth certificate, and your parent’s passport with the page of the residence."),
    ),
    ResidenceGround(
        "PARENT_OF_CITIZEN",
        _("My son or my daughter is a citizen of Russia and lives in Russia"),
        _("Your child’s birth certificate and passport with the page of the residence."),
    ),
    ResidenceGround("FORMER_CITIZEN", _("I was a citizen of Russia before"), _("A paper on your former citizenship.")),
    ResidenceGround(
        "STATE_PROGRAMME",
        _("I take part in the state programme of resettlement, or a member of my family does"),
        _("The certificate of the programme."),
    ),
    ResidenceGround(HQS, _("I work as a highly qualified specialist"), _("The work permit and the employment contract.")),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}


@dataclass(frozen=True)
class Window:
    """The first and the last day to apply after a temporary permit, both inclusive."""

    first: Explained[date]
    last: Explained[date]


def offered(codes: str) -> list[ResidenceGround]:
    """The way over the temporary permit, and the grounds that the row of the law names, in its order."""
    return [_BY_CODE[AFTER_RVP], *(_BY_CODE[code] for code in codes.split() if code in _BY_CODE and code != AFTER_RVP)]


def window(*, issued_on: date, valid_until: date, earliest: Term, latest: Term) -> Window:
    """`valid_until` is the last day of the temporary permit as the law has it today; both terms are counted in months."""
    first, last = add_months(issued_on, _months(earliest)), add_months(valid_until, -_months(latest))
    lived = said(
        gettext_noop("%(months)s months of residence on the temporary permit, issued on %(day)s."), months=_months(earliest), day=issued_on
    )
    before = said(gettext_noop("%(months)s months before the temporary permit ends on %(day)s."), months=_months(latest), day=valid_until)
    return Window(Explained(first, (Step(lived, first, earliest.citation),)), Explained(last, (Step(before, last, latest.citation),)))


def no_temporary_permit() -> Reason:
    return Reason(
        "no_temporary_permit",
        True,
        _("We find no temporary residence permit of yours that is in force"),
        _("On this ground the law asks for a temporary residence permit (RVP) that you live on now."),
        _(
            "If you have one on paper, ask the office that issued it to enter it here. If you have none, look whether another ground fits, "
            "or apply for the temporary permit first."
        ),
        ARTICLE,
    )


def window_reasons(open_days: Window, *, on: date) -> list[Reason]:
    """`on` is the day of applying."""
    first, last = open_days.first.value, open_days.last.value
    if on < first:
        return [
            Reason(
                "too_early",
                True,
                _("It is too early for the residence permit"),
                said(
                    gettext_noop("You can apply from %(day)s: the law asks you to live on the temporary permit for a time first."),
                    day=first,
                ),
                said(
                    gettext_noop("Come back between %(first)s and %(last)s. Prepare the exam and the medical certificate until then."),
                    first=first,
                    last=last,
                ),
                ARTICLE,
            )
        ]
    if on > last:
        return [
            Reason(
                "too_late",
                True,
                _("It is too late to apply on the temporary permit"),
                said(
                    gettext_noop("The last day to apply was %(day)s: the law asks for it in good time before the temporary permit ends."),
                    day=last,
                ),
                _(
                    "Look whether a ground fits on which no temporary permit is needed. Otherwise ask the office now, while your temporary "
                    "permit is in force: if you were late for a good reason, bring the papers that show it."
                ),
                ARTICLE,
            )
        ]
    return []


def lived_long_enough(*, issued_on: date, term: Term, on: date) -> tuple[bool, date]:
    """Whether by `on`, the day of the decision, the time on the temporary permit is full; and the day on which it is. `term` is
    `permits.permanent_residence_lived`."""
    full = add_months(issued_on, _months(term))
    return on >= full, full


def required_documents(*, exam: str | None, ground: str | None) -> list[RequiredDocument]:
    """`ground`: the code, or None before it is answered. The temporary permit is known to the portal and not asked for."""
    documents = [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), ARTICLE),
        RequiredDocument(
            "passport_translation", _("The officer reads your passport in Russian. The translation is certified by a notary."), ARTICLE
        ),
        RequiredDocument(
            "medical_certificate", _("It shows that you use no drugs and have no dangerous infections, HIV included."), ARTICLE
        ),
        RequiredDocument(
            "photo", _("It is printed on the document. 3.5 by 4.5 cm, face from the front, no older than six months."), ARTICLE
        ),
        *exam_documents(exam),
    ]
    known = _BY_CODE.get(ground or "")
    if known is not None and known.paper is not None:
        documents.append(RequiredDocument("ground_paper", known.paper, ARTICLE_2))
    return documents


def last_day(*, decided_on: date, stateless: Term | None, work_permit_until: date | None) -> Explained[date | None]:
    """None for most people: since 1 November 2019 the permit has no last day. A stateless person's document has one; a highly
    qualified specialist's permit ends with the work permit."""
    if work_permit_until is not None:
        step = Step(
            said(
                gettext_noop("The permit of a highly qualified specialist lasts as long as the work permit: until %(day)s."),
                day=work_permit_until,
            ),
            work_permit_until,
            ARTICLE,
        )
        return Explained(work_permit_until, (step,))
    if stateless is not None:
        end = add_months(decided_on, _months(stateless))
        step = Step(
            said(
                gettext_noop("The document of a stateless person is given for %(years)s years: until %(day)s."),
                years=stateless.amount,
                day=end,
            ),
            end,
            stateless.citation,
        )
        return Explained(end, (step,))
    return Explained(None, (Step(_("Since 1 November 2019 a residence permit has no last day."), citation=ARTICLE),))


def _months(term: Term) -> int:
    return term.amount * (12 if term.unit == "years" else 1)


__all__ = [
    "AFTER_RVP", "GROUNDS", "HQS", "Window", "last_day", "lived_long_enough", "no_temporary_permit", "offered", "required_documents",
    "window", "window_reasons",
]  # fmt: skip
