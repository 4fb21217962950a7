"""What each answer about a code is called and what it means."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from permits.interim.verifying import Verdict


@dataclass(frozen=True)
class Words:
    code: str
    word: Any
    meaning: Any
    kind: str = "wrong"


ANSWERS = (
    Words(
        Verdict.VALID,
        _("Valid: the rights continue"),
        _("The code is the portal’s, and no decision has come yet. Compare the name with the passport of the person before you."),
        "right",
    ),
    Words(
        Verdict.EXPIRED,
        _("This code is too old"),
        _("The code is the portal’s, but its days are over. If the decision is still to come, the holder has a fresh one on the portal."),
        "attention",
    ),
    Words(Verdict.NOT_YET, _("Not valid yet"), _("The code is the portal’s, but its first day is still to come.")),
    Words(
        Verdict.ENDED,
        _("Not valid any more: the application has been decided"),
        _(
            "The portal made this code, but the application that it speaks of was decided or taken "
            "back. Ask for the document that followed."
        ),
    ),
    Words(Verdict.TAMPERED, _("Not valid: changed"), _("The signature does not fit what the code says. Somebody has changed it.")),
    Words(
        Verdict.FOREIGN_KEY,
        _("Not valid: not signed by the portal"),
        _("The code was signed with a key that is not the portal’s."),
    ),
    Words(
        Verdict.WITHDRAWN_KEY,
        _("Not valid: the key has been withdrawn"),
        _("Codes signed with this key are not accepted any more. The holder can show a fresh code from the portal."),
    ),
    Words(
        Verdict.UNREADABLE,
        _("This is not the code of an interim certificate"),
        _(
            "Nothing was verified. Take the code from the certificate itself, in good light and in full. The code of a "
            "patent is checked on its own page."
        ),
        "neutral",
    ),
)


def of_answer(verdict: str) -> Words:
    return next(words for words in ANSWERS if words.code == verdict)
