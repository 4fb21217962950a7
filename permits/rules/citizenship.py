"""Which ground of simplified admission to citizenship could fit somebody, by what they answer (138-FZ of 28.04.2023, art. 16).

A finder and no decision: it knows only the grounds that a row of the law names, and says of each answer what it leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


class Fact(StrEnum):
    """A question that the page asks; the answer is yes or no."""

    PARENT = "parent"
    SPOUSE = "spouse"
    COMMON_CHILD = "common_child"
    BORN_IN_RSFSR = "born_in_rsfsr"
    USSR_CITIZEN = "ussr_citizen"
    PROGRAMME = "programme"


@dataclass(frozen=True, kw_only=True)
class CitizenshipGround:
    """It could fit who answered yes to all of `needs` and, where `states` names any, is a citizen of one of them."""

    code: str
    title: Any
    why: Any
    papers: tuple[Any, ...]
    needs: frozenset[Fact] = frozenset()
    states: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Almost:
    """A ground of which one answer is missing."""

    ground: CitizenshipGround
    missing: Fact


GROUNDS: Final = (
    CitizenshipGround(
        code="PARENT_CITIZEN",
        title=_("A parent is a citizen of Russia and lives in Russia"),
        why=_("You answered that your mother or father is a citizen of Russia and lives there."),
        papers=(
            _("your birth certificate, which names the parent"),
            _("the parent’s passport of a citizen of Russia, with the place of residence"),
        ),
        needs=frozenset({Fact.PARENT}),
    ),
    CitizenshipGround(
        code="SPOUSE_WITH_CHILD",
        title=_("You are married to a citizen of Russia who lives in Russia, and have a child together"),
        why=_("You answered that you are married to a citizen of Russia and that you have a child together."),
        papers=(
            _("the marriage certificate"), _("the birth certificate of your child, which names you both"),
            _("the passport of your husband or wife, with the place of residence"),
        ),
        needs=frozenset({Fact.SPOUSE, Fact.COMMON_CHILD}),
    ),
    CitizenshipGround(
        code="BORN_IN_RSFSR",
        title=_("You were born in the RSFSR and were a citizen of the USSR"),
        why=_("You answered that you were born in the RSFSR and had the citizenship of the USSR."),
        papers=(
            _("your birth certificate, which names the place of birth"),
            _("what shows the citizenship of the USSR, for example the old passport"),
        ),
        needs=frozenset({Fact.BORN_IN_RSFSR, Fact.USSR_CITIZEN}),
    ),
    CitizenshipGround(
        code="STATE_PROGRAMME",
        title=_("You take part in the state programme of resettlement, or a member of your family does"),
        why=_("You answered that you or a member of your family takes part in the programme."),
        papers=(_("the certificate of the programme, in force"), _("for a member of the family: what shows the kinship")),
        needs=frozenset({Fact.PROGRAMME}),
    ),
    CitizenshipGround(
        code="CITIZEN_OF_NAMED_STATE",
        title=_("You are a citizen of Belarus, Kazakhstan, Moldova or Ukraine"),
        why=_("You answered that your citizenship is that of one of these states."),
        papers=(_("the passport of your state"),),
        states=frozenset({"BY", "KZ", "MD", "UA"}),
    ),
)  # fmt: skip
_BY_CODE: Final = {ground.code: ground for ground in GROUNDS}
COMMON_PAPERS: Final = (
    _("your passport, with a translation into Russian certified by a notary"),
    _("the residence permit (VNZh) if you have one"),
    _("what shows where you are registered"),
    _("papers about every change of your name"),
)


def offered(codes: str) -> list[CitizenshipGround]:
    """The grounds that the row of the law names, in its order."""
    return [_BY_CODE[code] for code in codes.split() if code in _BY_CODE]


def fitting(grounds: Sequence[CitizenshipGround], *, citizenship: str, yes: frozenset[Fact]) -> list[CitizenshipGround]:
    return [ground for ground in grounds if ground.needs <= yes and (not ground.states or citizenship in ground.states)]


def almost(grounds: Sequence[CitizenshipGround], *, yes: frozenset[Fact]) -> list[Almost]:
    """Grounds with two conditions of which one is met: worth a question at the office, and no more."""
    found = [(ground, ground.needs - yes) for ground in grounds if ground.needs & yes]
    return [Almost(ground, next(iter(missing))) for ground, missing in found if len(missing) == 1]


__all__ = ["COMMON_PAPERS", "GROUNDS", "Almost", "CitizenshipGround", "Fact", "almost", "fitting", "offered"]
