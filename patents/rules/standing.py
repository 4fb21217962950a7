"""The yes or no of `patents.rules.validity`, from the dates that are kept on the patent itself.

The public check asks it for every question: it needs one row and no payments. Why the answer is so is told by
`validity_on`; a test compares the two over every combination of dates.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class KeptDates:
    """Civil dates of the patent's region; both ends inclusive. Those that are not known yet are None."""

    begins_on: date | None
    valid_through: date | None  # the paid day, or a later one by an extension order
    annulled_on: date | None  # first day without the patent


def is_valid_on(kept: KeptDates, on: date) -> bool:
    """Whether the patent allows work on `on` (115-FZ art. 13.3 (5))."""
    if kept.begins_on is None or kept.valid_through is None:
        return False
    if kept.annulled_on is not None and on >= kept.annulled_on:
        return False
    return kept.begins_on <= on <= kept.valid_through
