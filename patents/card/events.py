"""What happens to cards. Identifiers only."""

from dataclasses import dataclass

from patents.events import PatentEvent


@dataclass(frozen=True, kw_only=True)
class CardPersonalised(PatentEvent):
    card_id: int
    sod_sha256: str
    signer_serial: str


@dataclass(frozen=True, kw_only=True)
class CardHandedOut(PatentEvent):
    card_id: int


@dataclass(frozen=True, kw_only=True)
class CardRecalled(PatentEvent):
    """The card does not count any more: its code is blocked. `with_holder`: it had been handed out."""

    card_id: int
    reason: str
    with_holder: bool


@dataclass(frozen=True, kw_only=True)
class CardCollected(PatentEvent):
    card_id: int


@dataclass(frozen=True, kw_only=True)
class CardSpoiled(PatentEvent):
    card_id: int
    reason: str
