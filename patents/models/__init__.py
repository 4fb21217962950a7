"""The tables of work patents, a module for each family."""

from patents.models.money import Allocation, Charge, Payment, Purpose, RefusedTwin, UinSequence
from patents.models.patent import NumberSequence, Patent
from patents.models.question import Question
from patents.models.warning import PatentWarning

__all__ = [
    "Allocation",
    "Charge",
    "NumberSequence",
    "Patent",
    "PatentWarning",
    "Payment",
    "Purpose",
    "Question",
    "RefusedTwin",
    "UinSequence",
]
