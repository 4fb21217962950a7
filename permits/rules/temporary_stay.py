"""Extension of the term of temporary stay: its grounds, papers, last day, and who may apply (115-FZ art. 5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason, RequiredDocument
from portal.legal.calendar import add_term
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term
from portal.legal.wording import listed, said

ARTICLE = _("Federal Law 115-FZ, art. 5")
PATENT_PAID: Final = "PATENT_PAID"
NATIVE_SPEAKER: Final = "NATIVE_SPEAKER"
FAMILY: Final = "FAMILY_OF_RF_CITIZEN_OR_VNZH_HOLDER"
CHILD: Final = "CHILD_OF_PATENT_HOLDER"


@dataclass(frozen=True)
class StayGround:
    """`paper` says what shows it. `dated`: the paper says through which day. `of` is who can have it: "adult", "child" or "both".
    `childs` is the title as a parent reads it."""

    code: str
    title: Any
    paper: Any
    dated: bool = True
    of: str = "both"
    childs: Any = None

    def title_for(self, *, child: bool) -> Any:
        return self.childs if child and self.childs else self.title


GROUNDS = (
    StayGround(
        CHILD,
        _("A parent stays on a paid patent or on an extension: the child stays as long"),
        None,
        dated=False,
        of="child",
    ),
    StayGround(PATENT_PAID, _("I have a patent and have paid for it"), None, dated=False, of="adult"),
    StayGround(
        "RVP_OR_VNZH_APPLICATION",
        _("I have applied for a temporary or permanent residence permit (RVP, VNZh)"),
        _("The receipt of the application, with the day by which it is decided."),
        childs=_("An application for the child’s temporary or permanent residence permit (RVP, VNZh) is being considered"),
    ),
    StayGround(
        FAMILY,
        _("I am family of a citizen of Russia or of a holder of a residence permit (VNZh)"),
        _("The marriage or birth certificate and the relative’s passport or residence permit."),
        dated=False,
        childs=_("The child is family of a citizen of Russia or of a holder of a residence permit (VNZh)"),
    ),
    StayGround(
        "STATE_PROGRAMME",
        _("I take part in the state programme of resettlement, or a member of my family does"),
        _("The certificate of the programme."),
        childs=_("A member of the child’s family takes part in the state programme of resettlement"),
    ),
    StayGround(
        "CONTRACT",
        _("I work under a contract and need no patent"),
        _("The employment or civil contract, all pages."),
        of="adult",
    ),
    StayGround(
        NATIVE_SPEAKER,
        _("A commission has found that I am a native speaker of Russian"),
        _("The decision of the commission."),
        dated=False,
        of="adult",
    ),
    StayGround(
        "STUDY",
        _("I study in Russia"),
        _("The letter of the school or university with the term of study."),
        childs=_("The child studies in Russia"),
    ),
    StayGround(
        "HEALTH",
        _("I am being treated, or look after somebody who is"),
        _("The letter of the clinic with the term of treatment."),
        childs=_("The child is being treated"),
    ),
    StayGround(
        "HQS_FAMILY",
        _("A member of my family is a highly qualified specialist"),
        _("The specialist’s work permit, and the marriage or birth certificate."),
        childs=_("A member of the child’s family is a highly qualified specialist"),
    ),
    StayGround(
        "REFUGEE_PENDING",
        _("My request for refugee status or temporary asylum is being considered"),
        _("The certificate that the request is being considered."),
        childs=_("A request for refugee status or temporary asylum for the child is being considered"),
    ),
    StayGround(
        "CITIZENSHIP_PENDING",
        _("I have applied for Russian citizenship"),
        _("The certificate that the application was accepted."),
        childs=_("An application for the child’s Russian citizenship is being considered"),
    ),
)
_BY_CODE = {ground.code: ground for ground in GROUNDS}


def ground_of(code: str | None) -> StayGround | None:
    return _BY_CODE.get(code or "")


def grounds_for(*, child: bool) -> list[StayGround]:
    return [ground for ground in GROUNDS if ground.of in ("both", "child" if child else "adult")]


# ---- the last day


def from_paper(last_day: date) -> Explained[date]:
    """The ground lasts as long as its paper says."""
    words = said(gettext_noop("The paper that shows the ground is good through %(day)s"), day=last_day)
    return Explained(last_day, (Step(words, last_day, ARTICLE),))


def after_the_present(present: date, term: Term) -> Explained[date]:
    """So many days after the last day of the present term."""
    added = add_term(term, present)
    first = Step(said(gettext_noop("Your present term of stay ends on %(day)s"), day=present), present, ARTICLE)
    return Explained(added.value, (first, *added.steps))


def of_parent(parents: Explained[date]) -> Explained[date]:
    """A child stays as long as the parent, and not a day longer."""
    last = Step(said(gettext_noop("The child’s term follows the parent’s: through %(day)s"), day=parents.value), parents.value, ARTICLE)
    return Explained(parents.value, (*parents.steps, last))


# ---- who may apply


@dataclass(frozen=True)
class StayFacts:
    """What the rules look at on the day of applying. None: not known yet. `present` is the last day of the stay as it stands."""

    regime: str | None
    is_child: bool
    present: date | None
    passport_expires_on: date | None
    ground: str | None
    last_day: Explained[date] | None
    holds_residence: bool = False
    child_fee: bool = False  # the flag of the bill
    family_term_known: bool = False  # an operator has entered it from an act


def reasons(facts: StayFacts, *, on: date) -> list[Reason]:
    """What blocks comes first. Nothing is said about an answer that was not given yet."""
    found = [
        *_not_needed(facts),
        *_passport(facts.passport_expires_on, on),
        *_in_time(facts.present, on),
        *(_ground(facts) if facts.ground else []),
    ]
    return sorted(found, key=lambda reason: not reason.blocks)


def _not_needed(facts: StayFacts) -> list[Reason]:
    if facts.regime == "ru":
        title, text = _("A citizen of Russia needs no extension"), _("Citizens of Russia live in Russia without a permit.")
    elif facts.holds_residence:
        title = _("A residence permit is in force")
        text = _("Who holds a temporary or permanent residence permit lives here on it. A term of temporary stay no longer counts.")
    else:
        return []
    return [Reason("not_needed", True, title, text, _("Nothing is left for you to do here."), ARTICLE)]


def _passport(expires_on: date | None, on: date) -> list[Reason]:
    if expires_on is None or expires_on >= on:
        return []
    text = _("The stay is extended only for a person with a valid identity document.")
    to_do = _("Get a new document at the consulate of your country, put it into the profile and come back.")
    return [Reason("document_expired", True, _("The identity document has expired"), text, to_do, ARTICLE)]


def _in_time(present: date | None, on: date) -> list[Reason]:
    if present is None:
        return [
            Reason(
                "stay_unknown",
                True,
                _("Until which day is the stay allowed now?"),
                _("We do not know the last day of the present term, so we cannot say whether the application is in time."),
                _("Put the date “stay until” of the migration card into the profile, then come back."),
                ARTICLE,
            )
        ]
    if present >= on:
        return []
    return [
        Reason(
            "too_late",
            True,
            _("The present term is over"),
            said(
                gettext_noop("An extension must be asked for before the term ends. By what we know its last day was %(day)s."), day=present
            ),
            _(
                "If the stay was extended on paper, put the new date into the profile and come back. If it was not, go to the "
                "migration office today and ask what is possible: to wait makes it worse."
            ),
            ARTICLE,
        )
    ]


def _ground(facts: StayFacts) -> list[Reason]:
    ground = ground_of(facts.ground)
    if ground is None or ground not in grounds_for(child=facts.is_child):
        text = _("The ground that was chosen is not for this person: some are for children only, some for adults only.")
        return [Reason("ground_does_not_fit", True, _("This ground does not fit"), text, _("Choose another ground."), ARTICLE)]
    if ground.code == FAMILY and not facts.family_term_known:
        text = _(
            "The law knows this ground, but for how long it extends a stay has not been established here. We guess nothing. "
            "The operators of the portal are told."
        )
        to_do = _family_to_do(facts.present)
        return [Reason("term_not_established", True, _("The term for this ground is not known here"), text, to_do, ARTICLE)]
    if ground.code == CHILD and facts.child_fee:
        text = _("By the law of today the child’s stay depends on a payment for the child that this portal cannot count yet.")
        return [Reason("child_fee", True, _("A payment for the child is needed"), text, _("Apply at the migration office."), ARTICLE)]
    return _term(ground, facts)


def _family_to_do(present: date | None) -> Any:
    if present is None:
        return _(
            "Apply at the migration office of your region before the present term ends. Take the identity document, the migration card, "
            "the marriage or birth certificate and the relative’s passport or residence permit. Ask until which day the stay is extended, "
            "and put that day into the profile. Or choose another ground that fits."
        )
    message = gettext_noop(
        "Apply at the migration office of your region, not later than %(day)s, the last day of the present term. Take the identity "
        "document, the migration card, the marriage or birth certificate and the relative’s passport or residence permit. Ask until which "
        "day the stay is extended, and put that day into the profile. Or choose another ground that fits."
    )
    return said(message, day=present)


def _term(ground: StayGround, facts: StayFacts) -> list[Reason]:
    if facts.last_day is None:
        return [_no_term(ground)] if ground.code in (CHILD, PATENT_PAID) else []
    if facts.present is not None and facts.last_day.value <= facts.present:
        text = said(
            gettext_noop("On this ground the stay would last through %(day)s, and it is allowed through %(present)s already."),
            day=facts.last_day.value,
            present=facts.present,
        )
        to_do = _("Come back when the ground lasts longer.")
        if ground.code == CHILD:
            to_do = _("Pay for the patent further, or extend the parent’s stay: the child’s can be extended as far from then on.")
        return [Reason("nothing_to_extend", True, _("There is nothing to extend"), text, to_do, ARTICLE)]
    text = said(gettext_noop("If the application is granted, the stay is allowed through %(day)s."), day=facts.last_day.value)
    steps = listed(tuple(step.text for step in facts.last_day.steps))
    extends = Reason("extends_to", False, _("Until when"), text, steps, ARTICLE)
    return [extends, *([_by_itself()] if ground.code == PATENT_PAID else [])]


def _no_term(ground: StayGround) -> Reason:
    if ground.code == CHILD:
        text = _("No parent who acts for the child here has a paid patent or an extension of stay that holds today.")
        return Reason("parent_has_no_term", True, _("There is no parent’s term to follow"), text, _("Choose another ground."), ARTICLE)
    text = _("You hold no patent that is paid through today or longer.")
    to_do = _("Pay for the patent first: the stay goes on with it. Or choose another ground.")
    return Reason("no_paid_patent", True, _("There is no paid patent"), text, to_do, ARTICLE)


def _by_itself() -> Reason:
    return Reason(
        "by_itself",
        False,
        _("You need no application for this"),
        _("The stay of who pays for a patent goes on with every payment, without an application and without a mark on the migration card."),
        _("Go on only if you need a paper about it."),
        ARTICLE,
    )


# ---- papers


def required_documents(*, ground: str | None, child: bool) -> list[RequiredDocument]:
    documents = [
        RequiredDocument(
            "passport_scan",
            _("It shows who the child is: the passport, the birth certificate, or the page of your passport with the entry.")
            if child
            else _("It shows who you are. The page with the photograph and the two lines of signs."),
            ARTICLE,
        ),
        RequiredDocument("migration_card", _("It shows through which day the stay is allowed now."), ARTICLE),
        RequiredDocument("registration_notice", _("It shows where you are registered. The host party gave you this slip."), ARTICLE),
    ]
    if child:
        documents.append(RequiredDocument("kinship_proof", _("It shows that you may act for the child."), ARTICLE))
    known = ground_of(ground)
    if known is not None and known.paper is not None:
        documents.append(RequiredDocument("ground_paper", known.paper, ARTICLE))
    return documents
