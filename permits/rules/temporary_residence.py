"""A temporary residence permit (RVP): its grounds, its quota, its papers, its last day (115-FZ art. 6, 6.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Application, Check, Reason, RequiredDocument
from cases.rules.checks import answered_day, exam_check, medical_check, mrz_check, passport_check
from portal.legal.calendar import add_months
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term
from portal.legal.wording import said

QUOTA: Final = "QUOTA"
ARTICLE = _("Federal Law 115-FZ, art. 6, para. 3")
PAPERS = _("Federal Law 115-FZ, art. 6.1")
QUOTA_ARTICLE = _("Federal Law 115-FZ, art. 6, para. 2")


@dataclass(frozen=True)
class ResidenceGround:
    """`paper` says which document shows it; None where no more is asked than of everybody."""

    code: str
    title: Any
    paper: Any


GROUNDS = (
    ResidenceGround(
        "SPOUSE_OF_CITIZEN",
        _("I am married to a citizen of Russia who lives in Russia"),
        _("The marriage certificate, and the passport of your husband or wife with the page of the residence."),
    ),
    ResidenceGround(
        "CHILD_IS_CITIZEN", _("My child is a citizen of Russia"), _("The child’s birth certificate with the mark of citizenship.")
    ),
    ResidenceGround(
        "BORN_IN_RSFSR",
        _("I was born in the RSFSR and was a citizen of the USSR, or I was born in Russia"),
        _("Your birth certificate, or another paper that shows where you were born."),
    ),
    ResidenceGround(
        "DISABLED_WITH_CHILDREN",
        _("I cannot work, and my grown-up child who can is a citizen of Russia"),
        _("The paper on your disability and your child’s birth certificate and passport."),
    ),
    ResidenceGround(
        "PARENT_DISABLED",
        _("My parent who cannot work is a citizen of Russia"),
        _("Your birth certificate and the paper on your parent’s disability."),
    ),
    ResidenceGround(
        "CHILD_INCAPABLE",
        _("My grown-up child is a citizen of Russia and a court has found them incapable"),
        _("The child’s birth certificate and the decision of the court."),
    ),
    ResidenceGround(
        "STATE_PROGRAMME",
        _("I take part in the state programme of resettlement, or a member of my family does"),
        _("The certificate of the programme."),
    ),
    ResidenceGround("INVESTOR", _("I have invested in Russia as much as the law asks"), _("Papers on the investment.")),
    ResidenceGround("MILITARY_SERVICE", _("I serve in the Russian armed forces under a contract"), _("The contract of service.")),
    ResidenceGround(
        "ENTITLED_TO_PERMANENT",
        _("I could have a residence permit (VNZh) without the temporary one"),
        _("The paper that shows the ground for the residence permit."),
    ),
    ResidenceGround(QUOTA, _("None of these: I apply for a place of the quota of the region"), None),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}


def ground_of(code: str | None) -> ResidenceGround | None:
    return _BY_CODE.get(code or "")


def quota_reason(*, region_name: Any, year: int, left: int | None) -> Reason | None:
    """`left`: places that nobody holds; None where the quota of the year is not established here."""
    if left is None:
        return Reason(
            "quota_not_established",
            True,
            _("The quota of this region is not known yet"),
            said(
                gettext_noop(
                    "How many people %(region)s may take in %(year)s has not been entered here yet. We guess nothing; those who "
                    "enter it have been told."
                ),
                region=region_name,
                year=year,
            ),
            _("Come back in some days: your answers are kept. If you have a ground without quota, choose it. Or choose another region."),
            QUOTA_ARTICLE,
        )
    if left > 0:
        return None
    return Reason(
        "no_places_left",
        True,
        _("No places are left this year"),
        said(
            gettext_noop(
                "All places of %(region)s for %(year)s are taken. A place becomes free when an application is refused or taken back."
            ),
            region=region_name,
            year=year,
        ),
        _(
            "Look whether you have a ground without quota, such as a husband, a wife or a child with Russian citizenship. You can also "
            "choose another region, come back to see whether a place is free, or apply when the quota of next year is there."
        ),
        QUOTA_ARTICLE,
    )


def required_documents(*, exam: str | None, ground: str | None) -> list[RequiredDocument]:
    """`exam`: how knowledge of Russian is shown, or None; `ground`: the code, or None before it is answered."""
    documents = [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), PAPERS),
        RequiredDocument(
            "passport_translation", _("The officer reads your passport in Russian. The translation is certified by a notary."), PAPERS
        ),
        RequiredDocument("migration_card", _("It shows when and for what purpose you entered."), PAPERS),
        RequiredDocument(
            "medical_certificate", _("It shows that you use no drugs and have no dangerous infections, HIV included."), PAPERS
        ),
        RequiredDocument("photo", _("It is put into your file. 3.5 by 4.5 cm, face from the front, no older than six months."), PAPERS),
        *exam_documents(exam),
    ]
    known = ground_of(ground)
    if known is not None and known.paper is not None:
        documents.append(RequiredDocument("ground_paper", known.paper, ARTICLE))
    return documents


def exam_documents(exam: str | None) -> list[RequiredDocument]:
    article = _("Federal Law 115-FZ, art. 15.1")
    if exam in (None, "certificate"):
        return [RequiredDocument("exam_certificate", _("It shows that you know Russian, history and the basics of law."), article)]
    if exam == "education":
        return [RequiredDocument("exam_certificate", _("Your school document: it stands in place of the exam."), article)]
    return []


def machine_checks(
    application: Application, *, mrz_agrees: bool | None, used_elsewhere: bool, exam_term: Term, medical_term: Term, has_place: bool | None
) -> list[Check]:
    """Re-runnable: the same application on the same day gives the same answers. `has_place`: None on grounds without quota."""
    place = [] if has_place is None else [Check("place", _("A place of the quota is reserved for this application"), has_place, "")]
    return [
        *place,
        mrz_check(mrz_agrees),
        passport_check(application.facts.document_expires_on, application.on),
        medical_check(application, medical_term),
        exam_check(application, exam_term),
        fingerprints_check(application),
        Check("same_document", _("No other profile uses this passport"), not used_elsewhere, ""),
    ]


def fingerprints_check(application: Application) -> Check:
    done = application.answer("fingerprints", "done")
    title = _("Fingerprints and photo have been taken")
    return Check("fingerprints", title, done == "yes" if done else None, answered_day(application, "fingerprints", "done_on") or "")


def last_day(*, decided_on: date, term: Term) -> Explained[date]:
    """The last day of the permit, inclusive. A day off does not move it."""
    end = add_months(decided_on, term.amount * (12 if term.unit == "years" else 1))
    years = said(
        gettext_noop("The permit is given for %(years)s years from the day of the decision, %(day)s."), years=term.amount, day=decided_on
    )
    return Explained(
        end,
        (
            Step(years, citation=term.citation),
            Step(said(gettext_noop("Its last day is %(day)s, that day included."), day=end), end, term.citation),
        ),
    )
