"""The tables of work patents, a module for each family."""

from patents.models.life import Annulment, ContractNotice, ContractReminder, PatentReprint
from patents.models.money import Payment
from patents.models.patent import NumberSequence, Patent

__all__ = ["Annulment", "ContractNotice", "ContractReminder", "NumberSequence", "Patent", "PatentReprint", "Payment"]
