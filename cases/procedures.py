"""What a procedure is. A new one is a class in `<app>/procedures.py`, its pages and its words; nothing here changes.

A procedure object is stateless. What it is asked about comes as `Application`: the facts of the person, the
answers given so far, and the civil date on which the question is asked (in the region's zone).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from portal.legal.explained import Explained
from profiles.selectors import PersonFacts

if TYPE_CHECKING:
    from cases.models import Case
    from portal.events.actor import Actor


@dataclass(frozen=True)
class Application:
    """A case as rules see it on the day `on`. `documents` holds the kinds attached so far.

    `applied_on` is the day it was accepted, None for a draft: what the law asks of the day of applying is asked of `day_of_applying`."""

    facts: PersonFacts
    answers: dict[str, dict[str, Any]]
    on: date
    documents: frozenset[str] = frozenset()
    applied_on: date | None = None

    @property
    def day_of_applying(self) -> date:
        return self.applied_on or self.on

    def answer(self, page: str, name: str, default: Any = None) -> Any:
        return self.answers.get(page, {}).get(name, default)


@dataclass(frozen=True)
class Reason:
    """Why something is allowed or not. `blocks` stops the application; otherwise it is a warning to read."""

    code: str
    blocks: bool
    title: Any
    text: Any
    what_to_do: Any
    citation: Any


@dataclass(frozen=True)
class RequiredDocument:
    kind: str  # profiles.document_kinds
    why: Any
    citation: Any
    optional: bool = False


@dataclass(frozen=True)
class Check:
    """One machine check, shown to the officer. `ok` is None when the machine cannot tell."""

    code: str
    title: Any
    ok: bool | None
    detail: Any


@dataclass(frozen=True)
class Ground:
    """A ground of refusal: code, article, the law's words and plain words."""

    code: str
    article: str  # an English msgid: kept with the decision, shown in the reader's language
    title: Any
    plain: Any


@dataclass(frozen=True)
class Page:
    """One question page. `when` says whether it is asked at all."""

    code: str
    title: Any
    form: type[forms.Form]
    when: Any = None  # (Application) -> bool
    about_applicant: bool = False  # the form is told the `application`: what it offers depends on the person

    def applies(self, application: Application) -> bool:
        return self.when is None or bool(self.when(application))


@dataclass(frozen=True)
class Cost:
    text: Any
    amount: Any  # Decimal roubles
    explained: Explained[Any] | None = None
    citation: str = ""


@dataclass(frozen=True)
class Brief:
    """What a person is told before starting: what it costs, how long it takes, what is needed."""

    costs: Sequence[Cost] = ()
    duration: Any = ""
    durations: Sequence[tuple[Any, Any]] = ()  # where it takes some people longer: for whom, and their term
    documents: Sequence[RequiredDocument] = ()
    notes: Sequence[Any] = field(default_factory=tuple)

    @property
    def named_costs(self) -> list[Cost]:
        """Those with a sum. What is free or not established is said in a sentence instead."""
        return [cost for cost in self.costs if cost.amount]


@dataclass(frozen=True)
class ProfileStep:
    """A part of the digital profile that the application needs. Asked once, used by every application."""

    code: str
    title: Any
    url_name: str
    done: bool


# What a person may want, in the order in which the list of procedures names it. A procedure says its group.
GROUPS = {
    "work": _("Work"),
    "residence": _("Live in Russia"),
    "stay": _("Stay longer"),
    "protection": _("Asylum"),
    "papers": _("Replace or correct a document"),
    "other": _("Something else"),
}


class Procedure(ABC):
    """Base class. Subclasses set the class attributes and override the methods."""

    code: ClassVar[str]
    title: ClassVar[Any]
    legal_basis: ClassVar[Any]
    summary: ClassVar[Any]
    pages: ClassVar[Sequence[Page]]
    grounds: ClassVar[Sequence[Ground]]
    grant_article: ClassVar[str]
    asks_region: ClassVar[bool] = True  # whether the first page asks for the region: no, where nothing on it depends on it
    for_children: ClassVar[bool] = False  # a parent may apply for a child
    grant_message: ClassVar[str] = "cases/messages/granted"  # template of the message: what to do with what was granted
    outside_title: ClassVar[Any] = ""  # how letters call it, which others may read; "" for the title
    group: ClassVar[str] = "other"  # of GROUPS
    order: ClassVar[int] = 50  # within the group
    region_label: ClassVar[Any] = _("Region where you will work")
    result_label: ClassVar[Any] = _("Go to your patent")

    @abstractmethod
    def brief(self, *, region: str, on: date) -> Brief:
        """What it costs, how long it takes and what is needed, in this region on this day."""

    @abstractmethod
    def region_answered(self, answers: dict[str, dict[str, Any]]) -> str | None:
        """Code of the region whose office decides; None until the answer is given."""

    def profile_steps(self, application: Application) -> list["ProfileStep"]:
        """What the profile must hold first, each with the page that asks for it."""
        return []

    @abstractmethod
    def eligibility(self, application: Application) -> list[Reason]:
        """Reasons that block or warn, most important first. Asked again at submission."""

    @abstractmethod
    def documents(self, application: Application) -> list[RequiredDocument]:
        """What must be attached, and why."""

    def checks(self, application: Application) -> list[Check]:
        return []

    def checks_of_case(self, case: "Case") -> list[Check]:
        """What was found out together with sending, beside what the application itself shows."""
        return []

    @abstractmethod
    def decide_by(self, *, accepted_on: date) -> Explained[date]:
        """The last day for the decision, inclusive, with its steps."""

    @abstractmethod
    def grant(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:
        """Create the result. Runs inside the transaction of the confirmation; `on` is the day of the decision."""

    def deadline(self, application: Application, *, accepted_on: date) -> Explained[date]:
        """`decide_by` of this application, where the law gives the authority more time for some people than for others."""
        return self.decide_by(accepted_on=accepted_on)

    def sent(self, *, case: "Case", application: Application, actor: "Actor", on: date) -> None:  # noqa: B027 (most need nothing)
        """What happens together with sending, in its transaction: a place is reserved, a certificate given. May refuse."""

    def closed(self, *, case: "Case", actor: "Actor", on: date) -> None:  # noqa: B027
        """What happens together with a refusal or a withdrawal of what was sent, in its transaction. A grant is `grant`'s."""

    def sent_url(self, case: "Case") -> tuple[Any, str] | None:
        """What the person got with sending: its words and its page, if anything."""
        return None

    def result_url(self, case: "Case") -> str | None:
        """Where the granted thing is shown, if anywhere."""
        return None

    # ---- shared by all procedures

    @property
    def title_for_letters(self) -> Any:
        return self.outside_title or self.title

    def pages_for(self, application: Application) -> list[Page]:
        return [page for page in self.pages if page.applies(application)]

    def next_page(self, application: Application) -> Page | None:
        """The first page without an answer; None when all are answered."""
        return next((page for page in self.pages_for(application) if page.code not in application.answers), None)

    def missing_documents(self, application: Application) -> list[RequiredDocument]:
        return [needed for needed in self.documents(application) if not needed.optional and needed.kind not in application.documents]

    def blocking(self, application: Application) -> list[Reason]:
        return [reason for reason in self.eligibility(application) if reason.blocks]

    def ground(self, code: str, case: "Case | None" = None) -> Ground | None:
        """With the article that holds for this application; without one for its words alone."""
        return next((ground for ground in (self.grounds if case is None else self.grounds_of(case)) if ground.code == code), None)

    def grounds_of(self, case: "Case") -> Sequence[Ground]:
        """The grounds as they stand for this application: the article may follow what it is about. The codes are those of `grounds`."""
        return self.grounds


_registry: dict[str, Procedure] = {}


def register(cls: type[Procedure]) -> type[Procedure]:
    if cls.code in _registry and type(_registry[cls.code]) is not cls:
        raise ValueError(f"procedure {cls.code} is registered twice")
    _registry[cls.code] = cls()
    return cls


def procedure(code: str) -> Procedure:
    """Raises `KeyError` for an unknown code."""
    return _registry[code]


def all_procedures() -> list[Procedure]:
    return sorted(_registry.values(), key=lambda known: known.code)


def procedures_by_group() -> list[tuple[Any, list[Procedure]]]:
    """Every procedure under what a person may want, in the order of `GROUPS`; within a group in the order of `order`."""
    found = [(title, [known for known in all_procedures() if known.group == group]) for group, title in GROUPS.items()]
    return [(title, sorted(known, key=lambda one: one.order)) for title, known in found if known]


def discover() -> None:
    autodiscover_modules("procedures")


__all__ = [
    "Application", "Brief", "Check", "Cost", "Ground", "Page", "Procedure", "ProfileStep", "Reason", "RequiredDocument",
    "all_procedures", "discover", "procedure", "procedures_by_group", "register",
]  # fmt: skip
