"""The front desk of what officers do with permits by hand."""

from permits.desk.services.ending import confirm_ending, possible_grounds, propose_ending, return_ending, shown_hash, state_hash
from permits.desk.services.entering import PaperData, enter_paper, look_at

__all__ = [
    "PaperData", "confirm_ending", "enter_paper", "look_at", "possible_grounds", "propose_ending", "return_ending", "shown_hash",
    "state_hash",
]  # fmt: skip
