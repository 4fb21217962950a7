"""Everything that happens to a patent."""

from patents.services.annulment import annul_on_request, confirm_annulment, propose_annulment, return_annulment
from patents.services.contract_notice import remind_of_contracts, send_contract_notice
from patents.services.granting import grant_patent, reissue_patent
from patents.services.payments import record_payment

__all__ = [
    "annul_on_request",
    "confirm_annulment",
    "grant_patent",
    "propose_annulment",
    "record_payment",
    "reissue_patent",
    "remind_of_contracts",
    "return_annulment",
    "send_contract_notice",
]
