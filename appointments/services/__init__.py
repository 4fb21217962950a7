"""Front desk of appointments: one function for each thing that happens."""

from appointments.services.booking import book_slot, cancel_booking, confirm_booking, expire_holds, hold_slot, move_booking
from appointments.services.given import hold_drawn_place, sell_offered_place

__all__ = [
    "book_slot",
    "cancel_booking",
    "confirm_booking",
    "expire_holds",
    "hold_drawn_place",
    "hold_slot",
    "move_booking",
    "sell_offered_place",
]
