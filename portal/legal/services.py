"""The front desk of the law: look-ups, and how an operator adds a row. Other rooms import from here."""

from portal.legal.errors import MissingLegalParameter
from portal.legal.figures import LegalFigure, LegalText, Term, Unit
from portal.legal.gaps import only_asking
from portal.legal.values import days_of_change, factor, money, money_or_none, term, terms, text, text_or_none
from portal.legal.writing import add_value, set_calendar_day

__all__ = [
    "LegalFigure",
    "LegalText",
    "MissingLegalParameter",
    "Term",
    "Unit",
    "add_value",
    "days_of_change",
    "factor",
    "money",
    "money_or_none",
    "only_asking",
    "set_calendar_day",
    "term",
    "terms",
    "text",
    "text_or_none",
]
