"""One transfer, told by several doors, is one payment (docs/adr/0006)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from patents.rules.matching import words_in


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What a door tells of a transfer. `payment_id` is the unique identifier of the payment (UIP) or the demo's key."""

    source: str
    amount: Decimal  # roubles with kopecks
    paid_on: date  # the bank's date, Moscow
    payment_id: str = ""
    bic: str = ""  # of the payer's bank
    document_number: str = ""
    payer_account: str = ""
    payer_inn: str = ""
    payer_name: str = ""
    purpose_text: str = ""
    uin: str = ""
    uin_told: str = ""  # what stands in its place and is no UIN; nothing is matched by it
    line: str = ""  # "<sha256 of a file>:<number>": a line for which an officer answers


def fingerprint(transfer: Transfer) -> str | None:
    """What two tellings of one transfer share; None where the bank told too little to recognise it."""
    payer = transfer.payer_account or transfer.payer_inn
    if not (transfer.bic and transfer.document_number and payer):
        return None
    number = transfer.document_number.strip().lstrip("0").upper() or "0"
    kopecks = int(transfer.amount * 100)
    told = (transfer.bic, number, transfer.paid_on.isoformat(), str(kopecks), payer)
    return sha256("|".join(told).encode()).hexdigest()


@dataclass(frozen=True)
class Payer:
    """Who paid, as far as a bank tells: INN and name, either may be empty."""

    inn: str
    name: str

    def may_be(self, other: "Payer") -> bool:
        """False only where the two cannot be one: two INN that differ, or names in the same letters without a word in common."""
        if self.inn and other.inn:
            return self.inn == other.inn
        one, two = words_in(self.name), words_in(other.name)
        return not (one and two) or bool(one & two) or _is_cyrillic(one) != _is_cyrillic(two)


def _is_cyrillic(words: set[str]) -> bool:
    return any("А" <= letter <= "Я" for word in words for letter in word)


def external_id(transfer: Transfer) -> str:
    """The canonical identity. Raises `ValueError` for a transfer that nothing identifies."""
    if transfer.payment_id:
        return transfer.payment_id if transfer.source == "demo" else f"uip:{transfer.payment_id}"
    known = fingerprint(transfer)
    if known is None and transfer.line:
        return f"line:{transfer.line}"
    if known is None:
        raise ValueError("nothing identifies this transfer")
    return f"fp:{known}"
