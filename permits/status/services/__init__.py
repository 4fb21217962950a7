"""The front desk of "what am I today": what the person tells, reminders, the calendar's address."""

from permits.status.services.calendar import make_address, revoke_address
from permits.status.services.reminders import remind_everybody
from permits.status.services.told import end_contract, take_back_done, tell_contract, tell_done, tell_wish

__all__ = [
    "end_contract", "make_address", "remind_everybody", "revoke_address", "take_back_done", "tell_contract", "tell_done", "tell_wish",
]  # fmt: skip
