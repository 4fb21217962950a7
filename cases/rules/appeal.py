"""Until when a refusal can be appealed."""

from datetime import date

from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.figures import Term


def appeal_by(*, decided_on: date, term: Term) -> Explained[date]:
    """The last day, inclusive, to appeal a decision of `decided_on`. The term is `cases.appeal_term`."""
    return add_term(term, decided_on)
