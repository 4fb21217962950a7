"""What each answer is called and what it means: the page says it in the same words with and without scripts."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from patents.credential.statuses import ListState
from patents.credential.verifying import Answer, Explanation, Verdict


@dataclass(frozen=True)
class Words:
    code: str
    word: Any
    meaning: Any
    kind: str = "wrong"

    @property
    def names_somebody(self) -> bool:
        """Only what the portal has signed is shown as what the code says."""
        return self.code in {Verdict.VALID, Verdict.EXPIRED, Verdict.NOT_YET, Verdict.REVOKED, RENEWED}


RENEWED = "renewed"  # a heading of its own: what most cards are told after their first month

ANSWERS = (
    Words(
        Verdict.VALID,
        _("Valid"),
        _("The code is the portal’s and the patent is paid for today. Compare the name with the passport of the person before you."),
        "right",
    ),
    Words(Verdict.EXPIRED, _("Not valid: the paid days are over"), _("The code is the portal’s, but its last paid day has passed.")),
    Words(
        RENEWED,
        _("Valid by the list: the code is older than a payment"),
        _("The code is the portal’s. Its last paid day has passed. Compare the name with the passport of the person before you."),
        "neutral",
    ),
    Words(Verdict.NOT_YET, _("Not valid yet"), _("The code is the portal’s, but the first day of the patent is still to come.")),
    Words(
        Verdict.REVOKED,
        _("Not valid any more"),
        _("The portal made this code, but the patent has ended since or the code was withdrawn: it allows no work."),
    ),
    Words(Verdict.TAMPERED, _("Not valid: changed"), _("The signature does not fit what the code says. Somebody has changed it.")),
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
        _("This is not the code of a patent"),
        _("Nothing was verified. Take the code from the patent itself, in good light and in full."),
        "neutral",
    ),
)
EXPLANATIONS = (
    Words(
        Explanation.RENEWED,
        "",
        _("The list says that the patent is valid: it was paid or extended after this code was made. Ask for a fresh code."),
    ),
    Words(
        Explanation.REPLACED,
        "",
        _("The patent itself is valid by the list, but this sheet or card has been replaced. Ask for the new one or for a fresh code."),
    ),
    Words(Explanation.SHORTENED, "", _("The list was made after this code and says that the patent had ended by then.")),
)
LISTS = (
    Words(ListState.FRESH, "", _("Compared with the lists of annulled and valid patents.")),
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
        _("There are no lists at hand: whether the patent was annulled since is not known."),
    ),
)


def of_answer(answer: Answer) -> Words:
    """Fresh lists tell a printed code whose patent was paid again from one that has ended (check-qr.js does the same)."""
    renewed = answer.explanation is Explanation.RENEWED and answer.lists is ListState.FRESH
    code = RENEWED if renewed else answer.result
    return next(words for words in ANSWERS if words.code == code)


def of_explanation(explanation: str | None) -> Words | None:
    return next((words for words in EXPLANATIONS if words.code == explanation), None)


def of_lists(state: str) -> Words:
    return next(words for words in LISTS if words.code == state)
