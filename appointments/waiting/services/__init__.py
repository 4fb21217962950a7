"""Front desk of the waiting list."""

from appointments.waiting.services.line import LONGEST, end_entries, join, leave, reckon_deadlines
from appointments.waiting.services.offers import (
    accept_offer,
    decline_offer,
    lapse_offers,
    offer_freed_place,
    offer_opening_places,
    withdraw_offer,
)

__all__ = [
    "LONGEST",
    "accept_offer",
    "decline_offer",
    "end_entries",
    "join",
    "lapse_offers",
    "leave",
    "offer_freed_place",
    "offer_opening_places",
    "reckon_deadlines",
    "withdraw_offer",
]
