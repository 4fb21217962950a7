"""Everything that happens to a patent."""

from patents.services.annulment import annul_on_request, confirm_annulment, propose_annulment, return_annulment
from patents.services.charges import amount_asked, open_charge, open_next_months, to_pay, withdraw_charge
from patents.services.comparisons import say_another, say_same, take_apart
from patents.services.contract_notice import remind_of_contracts, send_contract_notice
from patents.services.granting import grant_patent, reissue_patent
from patents.services.left_over import advise_refund, apply_to_next, reckon_region_anew, reckon_unspent
from patents.services.notices import forget_messages, receive_notice
from patents.services.orders import count_money_again
from patents.services.payments import match_payment, move_payment_back, receive_transfer, record_payment
from patents.services.priced import count_priced_money, match_priced_money
from patents.services.questions import forget_questions
from patents.services.refused_lines import enter_payment, forget_lines, read_line, set_line_aside
from patents.services.reprints import grant_reprint, hand_out_reprint, hand_out_waiting_reprint, remind_of_reprint_fees
from patents.services.rescues import ask_before_lapse
from patents.services.warnings import announce_ends, announce_lapses, warn_of_ends, warn_of_last_days

__all__ = [
    "advise_refund",
    "amount_asked",
    "announce_ends",
    "announce_lapses",
    "annul_on_request",
    "apply_to_next",
    "ask_before_lapse",
    "confirm_annulment",
    "count_money_again",
    "count_priced_money",
    "enter_payment",
    "forget_lines",
    "forget_messages",
    "forget_questions",
    "grant_patent",
    "grant_reprint",
    "hand_out_reprint",
    "hand_out_waiting_reprint",
    "match_payment",
    "match_priced_money",
    "move_payment_back",
    "open_charge",
    "open_next_months",
    "propose_annulment",
    "read_line",
    "receive_notice",
    "receive_transfer",
    "reckon_region_anew",
    "reckon_unspent",
    "record_payment",
    "reissue_patent",
    "remind_of_contracts",
    "remind_of_reprint_fees",
    "return_annulment",
    "say_another",
    "say_same",
    "send_contract_notice",
    "set_line_aside",
    "take_apart",
    "to_pay",
    "warn_of_ends",
    "warn_of_last_days",
    "withdraw_charge",
]
