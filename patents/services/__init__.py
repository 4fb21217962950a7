"""Everything that happens to a patent."""

from patents.services.charges import open_charge, withdraw_charge
from patents.services.granting import grant_patent
from patents.services.payments import match_payment, move_payment_back, receive_transfer, record_payment

__all__ = ["grant_patent", "match_payment", "move_payment_back", "open_charge", "receive_transfer", "record_payment", "withdraw_charge"]
