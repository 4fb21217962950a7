"""Front desk of appointments: one function for each thing that happens."""

from appointments.services.booking import (
    book_slot,
    cancel_booking,
    confirm_booking,
    end_for_another,
    end_hold_of_closed,
    expire_holds,
    hold_slot,
    move_booking,
    release_late_hold,
)
from appointments.services.ended import tell_of_ended_application
from appointments.services.given import hold_drawn_place, sell_offered_place
from appointments.services.party import cancel_party, confirm_party, hold_party, let_go_of_closed, move_party
from appointments.services.places import is_left
from appointments.services.reminding import remind_due
from appointments.services.seen import end_what_others_have, others_with, people_with, record_document_seen, tidy_seen_documents
from appointments.services.visits import (
    accept_changed_name,
    mark_arrived,
    mark_done,
    mark_missed,
    mark_missed_after_all,
    mark_missed_before,
    mark_not_missed,
    mark_unserved,
)

__all__ = [
    "accept_changed_name",
    "book_slot",
    "cancel_booking",
    "cancel_party",
    "confirm_booking",
    "confirm_party",
    "end_for_another",
    "end_hold_of_closed",
    "end_what_others_have",
    "expire_holds",
    "hold_drawn_place",
    "hold_party",
    "hold_slot",
    "is_left",
    "let_go_of_closed",
    "mark_arrived",
    "mark_done",
    "mark_missed",
    "mark_missed_after_all",
    "mark_missed_before",
    "mark_not_missed",
    "mark_unserved",
    "move_booking",
    "move_party",
    "others_with",
    "people_with",
    "record_document_seen",
    "release_late_hold",
    "remind_due",
    "sell_offered_place",
    "tell_of_ended_application",
    "tidy_seen_documents",
]
