"""The tables of extension orders: the order, its long work, and what it did to each document."""

from permits.extensions.models.ledger import Extension, PermitExtension, PermitTakeBack, TakeBack
from permits.extensions.models.order import TRANSITIONS, ExtensionOrder
from permits.extensions.models.run import OrderRun

__all__ = ["TRANSITIONS", "Extension", "ExtensionOrder", "OrderRun", "PermitExtension", "PermitTakeBack", "TakeBack"]
