"""Grounds on which officers end a permit before its last day, and what follows from each.

Residence permits: 115-FZ art. 7, 7.1, 9; temporary asylum: 4528-1 art. 12 (5), (6). `article` is kept with the act and shown in the
reader's language; it names no subparagraph that was not checked. The list is not complete and may be extended.

Read in copies of the acts: heading and first grounds of 115-FZ art. 7.1 (A), that a permit for education ends with the studies or with a
change to part-time ones (A, letter of the Ministry of Science of 29.05.2023), heading and paragraphs 1 to 3 of 4528-1 art. 12 (A). That its
paragraph 5 is the loss and its paragraph 6 the deprival, with these grounds, is confidence B."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Ground
from permits.rules.entered import ASYLUM, ENTERED_KINDS, RVP, RVPO, VNZH
from permits.rules.grounds import ARTICLE_7, ARTICLE_7_1, ARTICLE_9, refusal_grounds
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.figures import Term

ANNULLED, ENDED, MISTAKEN = "annulled", "ended", "mistaken"
ENTERED_IN_ERROR: Final = "ENTERED_IN_ERROR"
RESIDENCE: Final = frozenset({RVP, VNZH, RVPO})  # whoever loses one of them leaves within the term of art. 31 (2)
_ARTICLES: Final = {RVP: ARTICLE_7, RVPO: ARTICLE_7_1, VNZH: ARTICLE_9}
_LOSS: Final = gettext_noop("Federal Law 4528-1, art. 12, para. 5")
_DEPRIVAL: Final = gettext_noop("Federal Law 4528-1, art. 12, para. 6")
_ORDER: Final = gettext_noop("MVD order 877 of 25 November 2019")
# What article 7 and article 9 say of refusal and of annulment alike.
_SHARED: Final = ("FORGED_OR_FALSE_DATA", "DRUG_OR_INFECTION", "STAY_UNDESIRABLE_OR_ENTRY_BAN", "CONVICTION", "REPEAT_OFFENCES",
                  "LEFT_RF_OVER_6M", "TERRORISM_EXTREMISM", "SECURITY_THREAT")  # fmt: skip


@dataclass(frozen=True)
class EndingGround:
    """`status` of the permit afterwards; `must_leave`: nothing but another ground of stay keeps the person here."""

    ground: Ground
    status: str = ANNULLED
    must_leave: bool = True

    @property
    def code(self) -> str:
        return self.ground.code


def _of_residence(kind: str) -> tuple[EndingGround, ...]:
    article = _ARTICLES[kind]
    return (
        *(EndingGround(one) for one in refusal_grounds(article) if one.code in _SHARED),
        *_own(kind, article),
        EndingGround(
            Ground("OWN_STATEMENT", _ORDER, _("Your own statement"), _("You asked in writing for the permit to be ended.")), ENDED
        ),
        EndingGround(
            Ground(
                "BECAME_CITIZEN",
                gettext_noop("Federal Law 115-FZ, art. 2"),
                _("Citizenship of Russia"),
                _("You became a citizen of Russia and need no permit any more."),
            ),
            ENDED,
            must_leave=False,
        ),
    )


def _own(kind: str, article: str) -> tuple[EndingGround, ...]:
    """What the law says of one kind and not of another."""
    abroad = EndingGround(Ground("MOVED_ABROAD", article, _("Left to live abroad"), _("You left Russia to live in another country.")))
    dwelling = EndingGround(
        Ground(
            "NO_DWELLING_3Y",
            article,
            _("No dwelling after three years"),
            _("Three years after your entry you have no dwelling in Russia that the law would accept."),
        )
    )
    marriage = Ground(
        "MARRIAGE_INVALID", article, _("The marriage was found invalid"), _("A court found the marriage invalid on which the permit rests.")
    )
    notices = Ground(
        "NO_YEARLY_NOTICE_2Y",
        article,
        _("No yearly notice for two years"),
        _("For two calendar years in a row you did not tell the office that you live in Russia."),
    )
    studies = Ground(
        "STUDIES_OVER",
        article,
        _("The studies ended or changed"),
        _("You left the studies before their end, or went on to studies that are not full-time."),
    )
    return {
        RVP: (EndingGround(marriage), dwelling, abroad),
        VNZH: (EndingGround(notices), dwelling, abroad),
        RVPO: (EndingGround(studies),),
    }[kind]


_OF_ASYLUM: Final = (
    EndingGround(
        Ground(
            "CIRCUMSTANCES_GONE",
            _LOSS,
            _("The circumstances are gone"),
            _("What kept you from going back, and was the reason for the asylum, is there no more."),
        ),
        ENDED,
    ),
    EndingGround(
        Ground(
            "LIVES_ON_ANOTHER_RIGHT",
            _LOSS,
            _("The right to live here permanently, or a citizenship"),
            _("You got the right to live in Russia permanently, or the citizenship of Russia or of another state."),
        ),
        ENDED,
        must_leave=False,
    ),
    EndingGround(Ground("MOVED_ABROAD", _LOSS, _("Left to live abroad"), _("You left Russia to live in another country.")), ENDED),
    EndingGround(
        Ground(
            "CONVICTED_HERE",
            _DEPRIVAL,
            _("Conviction for a crime in Russia"),
            _("A court in Russia has convicted you of a crime, and the sentence is in force."),
        )
    ),
    EndingGround(
        Ground(
            "FALSE_STATEMENTS",
            _DEPRIVAL,
            _("False statements or documents"),
            _("You told what you knew to be false, or showed forged documents, when you asked for asylum."),
        )
    ),
)
_IN_ERROR: Final = EndingGround(
    Ground(
        ENTERED_IN_ERROR,
        gettext_noop("Rule of the portal: an entry says what the paper says"),
        _("Entered by mistake"),
        _("What the office entered in the portal does not say what your paper says. The paper itself is as good as before."),
    ),
    MISTAKEN,
    must_leave=False,
)
_BY_KIND: Final = {**{kind: _of_residence(kind) for kind in sorted(RESIDENCE)}, ASYLUM: _OF_ASYLUM}


def grounds_of(kind: str, *, entered_from_paper: bool) -> tuple[EndingGround, ...]:
    """On which grounds officers may end a document of this kind; empty where only its own procedure ends it."""
    mistake = (_IN_ERROR,) if entered_from_paper and kind in ENTERED_KINDS else ()
    return (*_BY_KIND.get(kind, ()), *mistake)


def ground_of(kind: str, code: str) -> EndingGround | None:
    return next((one for one in grounds_of(kind, entered_from_paper=True) if one.code == code), None)


def leave_by(kind: str, ground: EndingGround, *, term: Term, ends_on: date) -> Explained[date] | None:
    """The last day, inclusive, to leave by who has no other ground of stay (115-FZ art. 31 (2)). `term` runs from the day after the
    decision, `ends_on`. None where nobody has to leave, and for asylum, of which no act with a day was found."""
    return add_term(term, ends_on) if ground.must_leave and kind in RESIDENCE else None


__all__ = ["ENTERED_IN_ERROR", "RESIDENCE", "EndingGround", "ground_of", "grounds_of", "leave_by"]
