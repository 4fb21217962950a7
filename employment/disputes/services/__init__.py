"""Everything that happens to a dispute."""

from employment.disputes.services.deciding import decide_dispute, release_dispute, take_dispute
from employment.disputes.services.opening import PublicAnswer, open_dispute, open_public_dispute, withdraw_dispute
from employment.disputes.services.overdue import announce_overdue, remind_of_overdue

__all__ = [
    "PublicAnswer",
    "announce_overdue",
    "decide_dispute",
    "open_dispute",
    "open_public_dispute",
    "release_dispute",
    "remind_of_overdue",
    "take_dispute",
    "withdraw_dispute",
]
