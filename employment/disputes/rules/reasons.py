"""Which objections an answer leaves room for: that it is not valid is no answer to object to with "it has ended"."""

from typing import Final

_ANSWER_OF: Final = {"paid": "not_valid", "ended": "valid", "found": "not_found"}
_TOLD_WITH_CONSENT: Final = frozenset({"region", "profession"})  # a check by number tells neither


def fits(about: str, *, result: str, names_worker: bool) -> bool:
    """May this objection (`Dispute.About`) be raised against this result? `names_worker`: the answer told region and profession."""
    if about in _TOLD_WITH_CONSENT:
        return names_worker and result != "not_found"
    return _ANSWER_OF.get(about, result) == result


__all__ = ["fits"]
