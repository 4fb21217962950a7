"""The tables of work patents, a module for each family."""

from patents.models.money import Allocation, Charge, Payment, Purpose, RefusedTwin, UinSequence
from patents.models.patent import NumberSequence, Patent

__all__ = ["Allocation", "Charge", "NumberSequence", "Patent", "Payment", "Purpose", "RefusedTwin", "UinSequence"]
