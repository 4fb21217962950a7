"""Front desk of the board: one function for each thing that happens at the counter."""

from appointments.board.services.arrival import check_in, walk_in
from appointments.board.services.closing import answer_day, close_past_days, put_right
from appointments.board.services.desk import call_again, call_next, finish, miss, send_back, start
from appointments.board.services.screens import open_screen

__all__ = [
    "answer_day",
    "call_again",
    "call_next",
    "check_in",
    "close_past_days",
    "finish",
    "miss",
    "open_screen",
    "put_right",
    "send_back",
    "start",
    "walk_in",
]
