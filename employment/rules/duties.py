"""What an employer owes the State beside the check itself (115-FZ art. 13 (8), Labour Code ch. 50.1, Code of Administrative Offences
art. 18.15): figures in, sentences with their acts out. A sentence whose figure is not established is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop

from portal.legal.explained import Step
from portal.legal.figures import LegalFigure, LegalText, Source, Term
from portal.legal.wording import listed, said, term_in_words

Told = tuple[Any, tuple[Source, ...]]  # a sentence, and the rows that it rests on


@dataclass(frozen=True)
class Fine:
    """Roubles for each worker, from the least to the most."""

    least: LegalFigure
    most: LegalFigure


@dataclass(frozen=True)
class Stop:
    """For how long the work of a company may be stopped instead."""

    least: Term
    most: Term


@dataclass(frozen=True, kw_only=True)
class DutyLaw:
    """What is in force on one day in one region. None: not established."""

    notice: Term | None = None
    contract_end: Term | None = None
    company_fine: Fine | None = None
    company_stop: Stop | None = None
    official_fine: Fine | None = None
    ban: LegalText | None = None


def before_hiring(law: DutyLaw, *, kind: str, where: Any) -> tuple[Step, ...]:
    """For a patent that is valid. `kind` as in `Organisation.Kind`; `where`: "in Moscow", None when the region is not known."""
    return (*_closed(law.ban, kind, where), *_notice(_OF_BOTH, law.notice), *_penalty(law, kind))


def after_the_end(law: DutyLaw, *, kind: str) -> tuple[Step, ...]:
    """For a patent that allows no work, where the person works by it already."""
    return (*_suspended(law.contract_end), *_notice(_OF_THE_END, law.notice), *_penalty(law, kind))


def _closed(ban: LegalText | None, kind: str, where: Any) -> Iterator[Step]:
    """For those who do business: whether a ban binds a household is not established."""
    if ban is None or where is None or kind == "person":
        return
    message = gettext_noop(
        "Work under a patent is forbidden %(where)s in these activities (OKVED): %(codes)s. Check that yours is not among them."
    )
    yield Step(said(message, where=where, codes=listed(tuple(ban.value.split()))), citation=ban.citation)


def _suspended(term: Term | None) -> Iterator[Step]:
    if term is None:
        return
    message = gettext_noop(
        "If this person works for you by this patent, suspend them from work. They have %(term)s after its end to get a new patent or "
        "another right to work. Then the labour contract ends."
    )
    yield Step(said(message, term=_in_words(term)), citation=term.citation)


# The portal files nothing for an employer: each says where that is done.
_OF_BOTH = gettext_noop(
    "Report the contract with this worker to the migration office in the region of work: you have %(term)s after it is concluded, and as "
    "long again after it ends. The portal does not send this notice: hand it in at the office, by post with a list of contents, or "
    "through Gosuslugi."
)
_OF_THE_END = gettext_noop(
    "Report the end of the contract to the migration office in the region of work: you have %(term)s for it. The portal does not send "
    "this notice: hand it in at the office, by post with a list of contents, or through Gosuslugi."
)


def _notice(message: str, term: Term | None) -> Iterator[Step]:
    if term is not None:
        yield Step(said(message, term=_in_words(term)), citation=term.citation)


def _penalty(law: DutyLaw, kind: str) -> Iterator[Step]:
    """For companies only: what a sole trader and a private person pay is not established."""
    said_of = [*_company(law), *_official(law.official_fine)] if kind == "company" and law.notice else []
    if said_of:
        acts = dict.fromkeys(str(source.act) for _text, sources in said_of for source in sources)
        yield Step(_sentences(tuple(text for text, _sources in said_of)), citation=_cited(tuple(acts)))


def _company(law: DutyLaw) -> Iterator[Told]:
    fine, stop = law.company_fine, law.company_stop
    if fine is None:
        return
    message = gettext_noop("If it is not reported in time, the company is fined from %(least)s to %(most)s roubles for each worker.")
    yield said(message, least=fine.least.amount, most=fine.most.amount), (fine.least, fine.most)
    if stop:
        message = gettext_noop("Its activity may be stopped for %(days)s instead.")
        yield said(message, days=_stretch(stop.least, stop.most)), (stop.least, stop.most)


def _official(fine: Fine | None) -> Iterator[Told]:
    if fine is None:
        return
    message = gettext_noop("The official who did not report it in time is fined from %(least)s to %(most)s roubles for each worker.")
    yield said(message, least=fine.least.amount, most=fine.most.amount), (fine.least, fine.most)


def _together(term: Term) -> str:
    """3 working days: the number stays with its word."""
    return term_in_words(term).replace(" ", "\u00a0", 1)


def _stretched(least: Term, most: Term) -> str:
    """14–90 calendar days."""
    return f"{least.amount if least.unit == most.unit else term_in_words(least)}–{_together(most)}"


def _one_after_another(sentences: tuple[Any, ...]) -> str:
    return " ".join(map(str, sentences))


def _acts(names: tuple[str, ...]) -> str:
    return "; ".join(gettext(name) for name in names)


_in_words = lazy(_together, str)
_stretch = lazy(_stretched, str)
_cited = lazy(_acts, str)
_sentences = lazy(_one_after_another, str)

__all__ = ["DutyLaw", "Fine", "Stop", "after_the_end", "before_hiring"]
