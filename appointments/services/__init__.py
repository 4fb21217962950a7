"""Front desk of appointments: one function for each thing that happens."""

from appointments.services.booking import book_slot, cancel_booking, confirm_booking, expire_holds, hold_slot, move_booking

__all__ = ["book_slot", "cancel_booking", "confirm_booking", "expire_holds", "hold_slot", "move_booking"]
