"""Questions of doors beyond "what am I today": what if I leave and come back."""

from datetime import date

from permits.status.reading import Seen
from permits.status.rules.arrival import was_resident
from permits.status.rules.entrants import VISA_FREE
from permits.status.rules.stay_days import stay_law
from permits.status.rules.what_if import WhatIf, what_if
from portal.legal.errors import MissingLegalParameter
from profiles.rules.stays import questions


def counts_days(seen: Seen) -> bool:
    """Whether leaving and coming back is a question of visa-free days: not for who lives here on a residence permit or needs a visa."""
    return seen.asked.facts.regime in VISA_FREE and not was_resident(seen.asked)


def imagined(seen: Seen, *, leave: date | None, back: date | None) -> WhatIf | None:
    """None where it cannot be told: the visa-free days are not the person's ground, or dates of stays do not fit together."""
    facts = seen.asked.facts
    if not counts_days(seen) or questions(facts.stays):
        return None
    try:
        law = stay_law(seen.asked.book, facts.citizenship)
    except MissingLegalParameter:
        return None
    return what_if(facts.stays, leave=leave, back=back, law=law)


__all__ = ["counts_days", "imagined"]
