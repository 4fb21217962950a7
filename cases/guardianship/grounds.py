"""Grounds on which officers end a guardianship, each with its article. The texts of the articles were not opened: confidence B."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class RemovalGround:
    """`plain` says to the parent what the ground means; `article` is an English msgid."""

    code: str
    title: Any
    plain: Any
    article: str


GROUNDS: Final = (
    RemovalGround(
        "rights_taken",
        _("A court took the parental rights"),
        _("A court decision that took your parental rights has entered into force. Who has none does not act for the child."),
        gettext_noop("Family Code, art. 69–71"),
    ),
    RemovalGround(
        "rights_limited",
        _("A court limited the parental rights"),
        _("A court decision that limits your parental rights has entered into force. While it holds you do not act for the child."),
        gettext_noop("Family Code, art. 73 and 74"),
    ),
    RemovalGround(
        "guardian_released",
        _("The guardianship authority released or removed the guardian"),
        _("The authority that appointed you guardian has ended the appointment."),
        gettext_noop("Federal Law 48-FZ of 24.04.2008, art. 29"),
    ),
    RemovalGround(
        "adopted",
        _("The child was adopted by somebody else"),
        _("A court decision on the adoption has entered into force. The adoptive parents act for the child."),
        gettext_noop("Family Code, art. 137"),
    ),
    RemovalGround(
        "false_proof",
        _("The proof of kinship is forged, or shows no kinship"),
        _("The paper that you gave as proof is not genuine, or does not show that you are the parent or guardian."),
        gettext_noop("Family Code, art. 47 and 64"),
    ),
)


def ground_of(code: str) -> RemovalGround | None:
    return next((ground for ground in GROUNDS if ground.code == code), None)


__all__ = ["GROUNDS", "RemovalGround", "ground_of"]
