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
CHILD: Final = "CHILD_OF_RESIDENT"  # applies together with a parent, or the parent has the permit
ARTICLE = _("Federal Law 115-FZ, art. 6, para. 3")
PAPERS = _("Federal Law 115-FZ, art. 6.1")
QUOTA_ARTICLE = _("Federal Law 115-FZ, art. 6, para. 2")


@dataclass(frozen=True)
class ResidenceGround:
    """`paper` says which document shows it; None where no more is asked than of everybody. `of`: who can have it, "adult", "child" or
    "both". `childs` are title and paper as a parent reads them."""

    code: str
    title: Any
    paper: Any
    of: str = "both"
    childs: tuple[Any, Any] | None = None

    def title_for(self, *, child: bool) -> Any:
        return self.childs[0] if child and self.childs else self.title

    def paper_for(self, *, child: bool) -> Any:
        return self.childs[1] if child and self.childs else self.paper


GROUNDS = (
    ResidenceGround(
        CHILD, _("A parent has a temporary residence permit (RVP) or has applied for one: the child lives here as long"), None, of="child"
    ),
    ResidenceGround(
        "SPOUSE_OF_CITIZEN",
        _("I am married to a citizen of Russia who lives in Russia"),
        _("The marriage certificate, and the passport of your husband or wife with the page of the residence."),
        of="adult",
    ),
    ResidenceGround(
        "CHILD_IS_CITIZEN",
        _("My child is a citizen of Russia"),
        _("The child’s birth certificate with the mark of citizenship."),
        of="adult",
    ),
    ResidenceGround(
        "BORN_IN_RSFSR",
        _("I was born in the RSFSR and was a citizen of the USSR, or I was born in Russia"),
        _("Your birth certificate, or another paper that shows where you were born."),
        childs=(_("The child was born in Russia"), _("The child’s birth certificate.")),
    ),
    ResidenceGround(
        "DISABLED_WITH_CHILDREN",
        _("I cannot work, and my grown-up child who can is a citizen of Russia"),
        _("The paper on your disability and your child’s birth certificate and passport."),
        of="adult",
    ),
    ResidenceGround(
        "PARENT_DISABLED",
        _("My parent who cannot work is a citizen of Russia"),
        _("Your birth certificate and the paper on your parent’s disability."),
        childs=(
            _("The child’s parent who cannot work is a citizen of Russia"),
            _("The child’s birth certificate and the paper on the parent’s disability."),
        ),
    ),
    ResidenceGround(
        "CHILD_INCAPABLE",
        _("My grown-up child is a citizen of Russia and a court has found them incapable"),
        _("The child’s birth certificate and the decision of the court."),
        of="adult",
    ),
    ResidenceGround(
        "STATE_PROGRAMME",
        _("I take part in the state programme of resettlement, or a member of my family does"),
        _("The certificate of the programme."),
        childs=(
            _("A member of the child’s family takes part in the state programme of resettlement"),
            _("The certificate of the programme."),
        ),
    ),
    ResidenceGround("INVESTOR", _("I have invested in Russia as much as the law asks"), _("Papers on the investment."), of="adult"),
    ResidenceGround(
        "MILITARY_SERVICE", _("I serve in the Russian armed forces under a contract"), _("The contract of service."), of="adult"
    ),
    ResidenceGround(
        "ENTITLED_TO_PERMANENT",
        _("I could have a residence permit (VNZh) without the temporary one"),
        _("The paper that shows the ground for the residence permit."),
        childs=(
            _("The child could have a residence permit (VNZh) without the temporary one"),
            _("The paper that shows the ground for the residence permit."),
        ),
    ),
    ResidenceGround(
        QUOTA,
        _("None of these: I apply for a place of the quota of the region"),
        None,
        childs=(_("None of these: the child needs a place of the quota of the region"), None),
    ),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}


def ground_of(code: str | None) -> ResidenceGround | None:
    return _BY_CODE.get(code or "")


def grounds_for(*, child: bool) -> list[ResidenceGround]:
    return [ground for ground in GROUNDS if ground.of in ("both", "child" if child else "adult")]


# ---- a child and its parent


@dataclass(frozen=True)
class Parents:
    """What the parents who act for the child have: the last day of the permit in force that lasts longest, and whether one of them
    waits for a decision about one."""

    last_day: date | None
    waits: bool = False


def child_reasons(*, ground: str | None, is_child: bool, parents: Parents) -> list[Reason]:
    """For a child that follows a parent. Nothing for anybody else, and nothing before the ground is answered."""
    known = ground_of(ground)
    if known is None:
        return []
    if known not in grounds_for(child=is_child):
        text = _("The ground that was chosen is not one for a child.") if is_child else _("This ground is for children under 18 alone.")
        return [
            Reason(
                "ground_does_not_fit", True, _("This ground does not fit"), text, _("Go back to the ground and choose another."), ARTICLE
            )
        ]
    if ground != CHILD:
        return []
    if parents.last_day is not None:
        text = said(
            gettext_noop("If it is granted, the child’s permit lasts through %(day)s at most, as the parent’s."), day=parents.last_day
        )
        return [Reason("as_long_as_the_parent", False, _("Until when"), text, _CHILDS_TERM, ARTICLE)]
    if parents.waits:
        text = _("The parent’s application is decided first. If it is granted, the child’s permit ends no later than the parent’s.")
        return [Reason("together_with_the_parent", False, _("Decided together with the parent’s"), text, _CHILDS_TERM, ARTICLE)]
    text = _("No parent who acts for the child here has a temporary residence permit in force, or has applied for one.")
    to_do = _(
        "Send the parent’s own application first and then the child’s, or choose another ground. If the parent’s permit is on paper "
        "and is not here, ask the office to enter it."
    )
    return [Reason("parent_has_no_permit", True, _("There is no parent’s permit to follow"), text, to_do, ARTICLE)]


_CHILDS_TERM: Final = _(
    "So this portal understands article 6, paragraph 3; it knows the clause from a retelling and not from the act, so the office may "
    "reckon otherwise."
)


def follows_parent(own: Explained[date], *, parents: date | None) -> Explained[date]:
    """The last day of a child's permit that is given for the term of a parent's: never after it. `parents` None: without a last day."""
    if parents is None or parents >= own.value:
        return own
    text = said(gettext_noop("The child’s term follows the parent’s: through %(day)s"), day=parents)
    return Explained(parents, (*own.steps, Step(text, parents, ARTICLE)))


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


def required_documents(*, exam: str | None, ground: str | None, child: bool = False) -> list[RequiredDocument]:
    """`exam`: how knowledge of Russian is shown, or None; `ground`: the code, or None before it is answered. A child takes no exam."""
    documents = [
        RequiredDocument(
            "passport_scan",
            _("It shows who the child is: the passport, the birth certificate, or the page of your passport with the entry.")
            if child
            else _("It shows who you are. The page with the photograph and the two lines of signs."),
            PAPERS,
        ),
        RequiredDocument(
            "passport_translation",
            _("The officer reads the child’s document in Russian. The translation is certified by a notary.")
            if child
            else _("The officer reads your passport in Russian. The translation is certified by a notary."),
            PAPERS,
        ),
        RequiredDocument(
            "migration_card",
            _("It shows when and for what purpose the child entered.") if child else _("It shows when and for what purpose you entered."),
            PAPERS,
        ),
        RequiredDocument(
            "medical_certificate",
            _("It shows that the child has no dangerous infections, HIV included.")
            if child
            else _("It shows that you use no drugs and have no dangerous infections, HIV included."),
            PAPERS,
        ),
        RequiredDocument(
            "photo",
            _("It is put into the child’s file. 3.5 by 4.5 cm, face from the front, no older than six months.")
            if child
            else _("It is put into your file. 3.5 by 4.5 cm, face from the front, no older than six months."),
            PAPERS,
        ),
        *([RequiredDocument("kinship_proof", _("It shows that you may act for the child."), PAPERS)] if child else exam_documents(exam)),
    ]
    known = ground_of(ground)
    paper = known.paper_for(child=child) if known else None
    if paper is not None:
        documents.append(RequiredDocument("ground_paper", paper, ARTICLE))
    return documents


def exam_documents(exam: str | None) -> list[RequiredDocument]:
    article = _("Federal Law 115-FZ, art. 15.1")
    if exam in (None, "certificate"):
        return [RequiredDocument("exam_certificate", _("It shows that you know Russian, history and the basics of law."), article)]
    if exam == "education":
        return [RequiredDocument("exam_certificate", _("Your school document: it stands in place of the exam."), article)]
    return []


def machine_checks(
    application: Application,
    *,
    mrz_agrees: bool | None,
    used_elsewhere: bool,
    exam_term: Term,
    medical_term: Term,
    has_place: bool | None,
    parents: Parents | None = None,
    is_child: bool = False,
) -> list[Check]:
    """Re-runnable: the same application on the same day gives the same answers. `has_place`: None on grounds without quota; `parents`:
    None for who follows no parent."""
    place = [] if has_place is None else [Check("place", _("A place of the quota is reserved for this application"), has_place, "")]
    return [
        *place,
        *_parents_check(parents),
        mrz_check(mrz_agrees),
        passport_check(application.facts.document_expires_on, application.on),
        medical_check(application, medical_term),
        *([] if is_child else [exam_check(application, exam_term)]),
        fingerprints_check(application),
        Check("same_document", _("No other profile uses this passport"), not used_elsewhere, ""),
    ]


def _parents_check(parents: Parents | None) -> list[Check]:
    if parents is None:
        return []
    title = _("A parent who acts for the child has a temporary residence permit in force")
    if parents.last_day is None and parents.waits:
        return [Check("parents_permit", title, None, _("The parent’s application waits: decide it first."))]
    return [Check("parents_permit", title, parents.last_day is not None, parents.last_day or "")]


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
