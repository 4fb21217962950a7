"""What each answer is called and what it means, where that is the same for every kind of code. The page says it in the same words with
and without scripts."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from portal.codes.statuses import ListState
from portal.codes.verdicts import Explanation, Verdict


@dataclass(frozen=True)
class Words:
    code: str
    word: Any
    meaning: Any
    kind: str = "wrong"


GOES_ON: Final = "goes_on"  # a heading of its own: what most printed codes are told after a while
UNCOMPARED: Final = "uncompared"  # and one for a genuine code that no list speaks of
NO_CODE: Final = "no_code"

ANSWERS = (
    Words(
        Verdict.TAMPERED,
        _("Not valid: changed or damaged"),
        _(
            "The portal’s signature does not fit what was read: somebody has changed the code, or a part of it is missing or mistyped. "
            "Nothing that it says counts. Take the whole code from the document itself; if the answer is the same, do not accept it."
        ),
    ),
    Words(
        Verdict.NOT_JUDGED,
        _("Cannot be judged: the lists are not to be trusted"),
        _(
            "The portal made this code and its days are not over. Whether it was ended or replaced since cannot be said: do not rely on "
            "it. Get fresh lists, or check the number on the portal."
        ),
    ),
    Words(
        UNCOMPARED,
        _("Genuine, but not compared with the lists"),
        _(
            "The portal made this code and its days are not over. Whether it was ended or replaced since is not known. Compare the name "
            "with the passport, and check again with fresh lists or a fresh code."
        ),
        "neutral",
    ),
    Words(
        Verdict.FOREIGN_KEY,
        _("Not valid: not signed by the portal"),
        _("The code was signed with a key that is not the portal’s. If your keys are old, get fresh ones and check again."),
    ),
    Words(
        Verdict.WITHDRAWN_KEY,
        _("Not valid: the key has been withdrawn"),
        _("Codes signed with this key are not accepted any more. The holder can show a fresh code from the portal."),
    ),
    Words(
        Verdict.UNREADABLE,
        _("This is not a code of the portal"),
        _("Nothing was verified. Take the code from the document itself, in good light and in full."),
        "neutral",
    ),
    Words(
        NO_CODE,
        _("No code found in the picture"),
        _("Take the picture again: closer, in good light, the whole code with its white edge."),
        "neutral",
    ),
)
EXPLANATIONS = (
    Words(
        Explanation.SHORTENED,
        "",
        _("The list was made after this code and says that the document had ended by then."),
    ),
)
LISTS = (
    Words(ListState.RECORDS, "", _("Compared with the portal’s own records.")),
    Words(ListState.FRESH, "", _("Compared with the lists of ended and valid documents.")),
    Words(
        ListState.OLD,
        "",
        _("The lists at hand are old: what happened after they were made is not known. Get fresh ones."),
    ),
    Words(
        ListState.REPLAYED,
        "",
        _("The lists offered are older than lists seen before and were not used: only the code itself was verified."),
    ),
    Words(ListState.BAD, "", _("The lists offered are not the portal’s and were not used: only the code itself was verified.")),
    Words(
        ListState.NONE,
        "",
        _("There are no lists at hand: whether the document was ended or replaced since is not known."),
    ),
    Words(
        ListState.NO_PLACE,
        "",
        _(
            "This code was made before there were lists of such documents: whether it was ended or replaced since is not known. Ask for "
            "a fresh code."
        ),
    ),
)


def found(words: tuple[Words, ...], code: str | None) -> Words | None:
    return next((one for one in words if one.code == code), None)
