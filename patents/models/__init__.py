"""The tables of work patents, a module for each family."""

from patents.models.money import Payment
from patents.models.patent import NumberSequence, Patent
from patents.models.question import Question

__all__ = ["NumberSequence", "Patent", "Payment", "Question"]
