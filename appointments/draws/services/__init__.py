"""Front desk of draws."""

from appointments.draws.services.announcing import announce, call_off, enter_outside_value
from appointments.draws.services.asking import end_for_another, left_for_another, send_request, withdraw_request
from appointments.draws.services.casting import tend_draws

__all__ = [
    "announce",
    "call_off",
    "end_for_another",
    "enter_outside_value",
    "left_for_another",
    "send_request",
    "tend_draws",
    "withdraw_request",
]
