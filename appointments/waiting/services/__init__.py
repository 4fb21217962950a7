"""Front desk of the waiting list."""

from appointments.waiting.services.line import LONGEST, end_entries, end_for_another, join, leave, left_for_another, reckon_deadlines
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
    "end_for_another",
    "join",
    "lapse_offers",
    "leave",
    "left_for_another",
    "offer_freed_place",
    "offer_opening_places",
    "reckon_deadlines",
    "withdraw_offer",
]
