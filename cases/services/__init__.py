"""Everything that happens to a case. Other apps, pages, the API, the admin and tasks call these and nothing else."""

from cases.services.counter import invite_to_counter, record_seen
from cases.services.decisions import confirm_decision, propose_decision, return_decision
from cases.services.drafts import attach_document, detach_document, open_draft, save_answers
from cases.services.overdue import announce_overdue
from cases.services.review import ask_applicant, provide_information, release_case, take_case
from cases.services.submission import submit_case
from cases.services.withdrawal import withdraw_case

__all__ = [
    "announce_overdue",
    "ask_applicant",
    "attach_document",
    "confirm_decision",
    "detach_document",
    "invite_to_counter",
    "open_draft",
    "propose_decision",
    "provide_information",
    "record_seen",
    "release_case",
    "return_decision",
    "save_answers",
    "submit_case",
    "take_case",
    "withdraw_case",
]
