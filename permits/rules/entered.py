"""A paper document that an officer enters: does what is printed on it fit together? Facts and dates in, problems by field out.

The last day follows the kind (115-FZ art. 6, 6.2, 8; 4528-1 art. 12): a temporary residence permit and a certificate of asylum always
have one and last no longer than the law gives; a residence permit has none since 1 November 2019, but for a stateless person and for a
highly qualified specialist with the family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.legal.wording import said

RVP, VNZH, RVPO, STAY = "temporary_residence", "permanent_residence", "study_residence", "temporary_stay"
ASYLUM, REFUGEE, LIVES = "temporary_asylum", "refugee_certificate", "residence_registration"
# What officers enter. A registration at the place of stay is not here: it follows from the notice of a host.
ENTERED_KINDS: Final = (RVP, VNZH, RVPO, STAY, ASYLUM, REFUGEE, LIVES)
ALWAYS_LASTS: Final = frozenset({RVP, RVPO, STAY, ASYLUM})  # always with a last day
RVPO_BEGAN: Final = date(2023, 1, 1)  # Federal Law 357-FZ of 14.07.2022
# What ends when a document of the kind is given: who gets a residence permit has no use for the temporary one.
REPLACES: Final = {VNZH: frozenset({VNZH, RVP, RVPO})}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is printed. `last_day` None: none is printed. `in_place_of_another`: the officer says that it replaces what is here."""

    kind: str
    issued_on: date
    last_day: date | None
    is_stateless: bool = False
    is_specialist: bool = False
    in_place_of_another: bool = False


@dataclass(frozen=True, kw_only=True)
class Held:
    """A document of the person that is in force. `last_day` is what the law makes of it today, None where it has none."""

    kind: str
    name: str
    issued_on: date
    last_day: date | None


@dataclass(frozen=True)
class Problem:
    """`field` of the form that it stands at."""

    field: str
    code: str
    text: Any


def problems(
    paper: Paper, *, born: date | None, today: date, longest: date | None, held: Sequence[Held], number_taken: bool
) -> list[Problem]:
    """Everything that is wrong, in the order of the fields. `today` is the civil date in the region.

    `longest`: the latest last day that the law allows a document of the kind issued on that day; None where it names none."""
    return [
        *(number_problem() if number_taken else []),
        *_issue(paper, born, today),
        *_last_day(paper, longest),
        *_beside(paper, held, today),
    ]


def replaced_by(paper: Paper, held: Sequence[Held], *, today: date) -> list[Held]:
    """What of the documents in force ends because of this one."""
    return _rivals(paper, held, today) if paper.in_place_of_another else []


def is_over(paper: Paper, *, today: date) -> bool:
    """By its own last day it gives no right any more; an extension order may still move it."""
    return paper.last_day is not None and paper.last_day < today


def number_problem() -> list[Problem]:
    """The number is taken: perhaps by this person's own document, perhaps by another's. Whose it is is not said here."""
    text = _(
        "A document of this kind with this series and number is here already. Compare both with the paper. If they are right, find "
        "that document by its number and look whose it is."
    )
    return [Problem("number", "number_taken", text)]


def _issue(paper: Paper, born: date | None, today: date) -> list[Problem]:
    if paper.issued_on > today:
        return [Problem("issued_on", "issued_in_future", _("This day is still to come. Compare the day of issue with the paper."))]
    if born is not None and paper.issued_on < born:
        text = said(gettext_noop("The holder was born later, on %(day)s. Compare the day of issue with the paper."), day=born)
        return [Problem("issued_on", "issued_before_birth", text)]
    if paper.kind == RVPO and paper.issued_on < RVPO_BEGAN:
        text = said(gettext_noop("The law knows this document since %(day)s only. Compare kind and day with the paper."), day=RVPO_BEGAN)
        return [Problem("issued_on", "before_the_law", text)]
    return []


def _last_day(paper: Paper, longest: date | None) -> list[Problem]:
    last = paper.last_day
    if last is None:
        return _needs_last_day(paper, longest)
    if last < paper.issued_on:
        return [Problem("valid_until", "ends_before_issue", _("The last day is before the day of issue. Compare both with the paper."))]
    if paper.kind == VNZH and longest is None and not paper.is_specialist:
        text = _(
            "A residence permit issued since 1 November 2019 has no last day. Leave it empty; if one is printed, the holder is "
            "stateless (then change the citizenship) or a highly qualified specialist (then say so)."
        )
        return [Problem("valid_until", "has_no_last_day", text)]
    if longest is not None and last > longest and not paper.is_specialist:
        text = said(gettext_noop("A document of this kind issued on that day lasts until %(day)s at most. Compare both days."), day=longest)
        return [Problem("valid_until", "too_long", text)]
    return []


def _needs_last_day(paper: Paper, longest: date | None) -> list[Problem]:
    if paper.kind in ALWAYS_LASTS:
        text = _("A document of this kind always has a last day. Enter it as it is printed.")
    elif paper.kind == VNZH and paper.is_specialist:
        text = _("The residence permit of a specialist ends together with the work permit. Enter the last day as it is printed.")
    elif paper.kind == VNZH and paper.is_stateless:
        text = _("The residence permit of a stateless person has a last day. Enter it as it is printed.")
    elif paper.kind == VNZH and longest is not None:
        text = _("A residence permit issued before 1 November 2019 has a last day. Enter it as it is printed.")
    else:
        return []
    return [Problem("valid_until", "last_day_missing", text)]


def _beside(paper: Paper, held: Sequence[Held], today: date) -> list[Problem]:
    """What the person holds already."""
    above = next((one for one in _valid_beside(paper, held, today) if paper.kind in (RVP, RVPO) and one.kind == VNZH), None)
    if above is not None:
        text = gettext_noop("The person has a residence permit, %(name)s: a temporary one ended with it. Nothing needs to be entered.")
        return [Problem("kind", "holds_permanent", said(text, name=above.name))]
    rivals = _rivals(paper, held, today)
    if paper.in_place_of_another:
        return _not_in_place_of(paper, rivals)
    if not rivals:
        return []
    first = rivals[0]
    end = said(gettext_noop("valid through %(day)s"), day=first.last_day) if first.last_day else _("without a last day")
    text = gettext_noop(
        "The person holds a document in force that this one cannot stand beside: %(name)s, %(end)s. If this paper was given in its "
        "place, say so below."
    )
    return [Problem("kind", "already_valid", said(text, name=first.name, end=end))]


def _not_in_place_of(paper: Paper, rivals: Sequence[Held]) -> list[Problem]:
    if not rivals:
        text = _("No document in force of this person is here that it could replace. Leave the box empty.")
        return [Problem("replaces", "nothing_to_replace", text)]
    younger = next((one for one in rivals if one.issued_on > paper.issued_on), None)
    if younger is None:
        return []
    words = gettext_noop("The document that is here, %(name)s, was issued later, on %(day)s: this paper cannot replace it.")
    return [Problem("issued_on", "older_than_held", said(words, name=younger.name, day=younger.issued_on))]


def _rivals(paper: Paper, held: Sequence[Held], today: date) -> list[Held]:
    """Documents valid today that cannot be valid together with this one: of the same kind, or what a residence permit replaces."""
    kinds = REPLACES.get(paper.kind, frozenset({paper.kind}))
    return [one for one in _valid_beside(paper, held, today) if one.kind in kinds]


def _valid_beside(paper: Paper, held: Sequence[Held], today: date) -> list[Held]:
    """What is valid today, but for documents that were issued after this paper had ended."""
    valid = [one for one in held if one.last_day is None or one.last_day >= today]
    return [one for one in valid if paper.last_day is None or paper.last_day >= one.issued_on]


__all__ = ["ENTERED_KINDS", "Held", "Paper", "Problem", "is_over", "number_problem", "problems", "replaced_by"]
