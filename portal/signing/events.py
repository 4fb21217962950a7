"""What happens to the portal's signing keys."""

from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SigningKeyEvent(DomainEvent):
    subject_type: ClassVar[str] = "signing.signingkey"
    subject_field: ClassVar[str] = "key_id"
    key_id: int
    kid: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class SigningKeyMade(SigningKeyEvent):
    algorithm: str


@dataclass(frozen=True, kw_only=True)
class SigningKeyRetired(SigningKeyEvent):
    """It signs nothing new; what it signed stays valid. `reason` is empty when its time to sign was over."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SigningKeyWithdrawn(SigningKeyEvent):
    """Nothing that it signed is accepted any more."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SigningKeyCertified(SigningKeyEvent):
    certificate_sha256: str
