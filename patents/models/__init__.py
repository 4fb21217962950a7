"""The tables of work patents, a module for each family."""

from patents.models.life import Annulment, ContractNotice, ContractReminder, PatentReprint
from patents.models.money import Allocation, Charge, Payment, Purpose, RefusedTwin, UinSequence
from patents.models.patent import NumberSequence, Patent

__all__ = [
    "Allocation",
    "Annulment",
    "Charge",
    "ContractNotice",
    "ContractReminder",
    "NumberSequence",
    "Patent",
    "PatentReprint",
    "Payment",
    "Purpose",
    "RefusedTwin",
    "UinSequence",
]
