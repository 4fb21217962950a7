"""The tables of work patents, a module for each family."""

from patents.models.extension import PatentExtension, PatentTakeBack
from patents.models.life import Annulment, ContractNotice, ContractReminder, PatentReprint, ReprintReminder
from patents.models.money import Allocation, Charge, Comparison, Payment, Purpose, RefusedTwin, UinSequence
from patents.models.notice import NoticeMessage
from patents.models.patent import NumberSequence, Patent
from patents.models.question import Question
from patents.models.queue import AwaitedPrice, QueueWord, Rescue
from patents.models.registry import LineDecision, RegistryImport, RegistryLine
from patents.models.warning import PatentWarning

__all__ = [
    "Allocation",
    "Annulment",
    "AwaitedPrice",
    "Charge",
    "Comparison",
    "ContractNotice",
    "ContractReminder",
    "LineDecision",
    "NoticeMessage",
    "NumberSequence",
    "Patent",
    "PatentExtension",
    "PatentReprint",
    "PatentTakeBack",
    "PatentWarning",
    "Payment",
    "Purpose",
    "Question",
    "QueueWord",
    "RefusedTwin",
    "RegistryImport",
    "RegistryLine",
    "ReprintReminder",
    "Rescue",
    "UinSequence",
]
