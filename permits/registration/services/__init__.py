"""Everything that changes a registration at the place of stay."""

from permits.registration.data import NoticeData
from permits.registration.services.answers import claim_notice, confirm_arrival, deny_arrival
from permits.registration.services.arrivals import file_arrival
from permits.registration.services.codes import give_code
from permits.registration.services.ending import cancel_registration, propose_cancelling, record_departure, return_doubt
from permits.registration.services.hosts import HostData, add_host
from permits.registration.services.lists import upload_list
from permits.registration.services.questions import answer_question, ask_host, take_back_question

__all__ = [
    "HostData", "NoticeData", "add_host", "answer_question", "ask_host", "cancel_registration", "claim_notice", "confirm_arrival",
    "deny_arrival", "file_arrival", "give_code", "propose_cancelling", "record_departure", "return_doubt", "take_back_question",
    "upload_list",
]  # fmt: skip
