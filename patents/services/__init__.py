"""Everything that happens to a patent."""

from patents.services.charges import open_charge, withdraw_charge
from patents.services.granting import grant_patent
from patents.services.payments import match_payment, move_payment_back, receive_transfer, record_payment
from patents.services.questions import forget_questions
from patents.services.warnings import announce_lapses, warn_of_ends

__all__ = [
    "announce_lapses",
    "forget_questions",
    "grant_patent",
    "match_payment",
    "move_payment_back",
    "open_charge",
    "receive_transfer",
    "record_payment",
    "warn_of_ends",
    "withdraw_charge",
]
