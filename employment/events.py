"""What happens to employers, consents and checks. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrganisationEvent(DomainEvent):
    subject_type: ClassVar[str] = "employment.organisation"
    subject_field: ClassVar[str] = "organisation_id"
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationApplied(OrganisationEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class OrganisationDecided(OrganisationEvent):
    """`status` is what it became: confirmed, refused or suspended."""

    status: str


@dataclass(frozen=True, kw_only=True)
class MemberInvited(OrganisationEvent):
    invitation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(OrganisationEvent):
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(OrganisationEvent):
    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(OrganisationEvent):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RoleChanged(OrganisationEvent):
    user_id: int
    was: str
    role: str


@dataclass(frozen=True, kw_only=True)
class ProofAdded(OrganisationEvent):
    """A paper that shows who may act for the employer."""

    proof_id: str
    kind: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ProofRemoved(OrganisationEvent):
    proof_id: str


@dataclass(frozen=True, kw_only=True)
class TokenMade(OrganisationEvent):
    token_id: int
    scopes: tuple[str, ...]
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(OrganisationEvent):
    token_id: int


@dataclass(frozen=True, kw_only=True)
class PatentChecked(OrganisationEvent):
    check_id: int
    person_id: int | None
    way: str
    result: str


@dataclass(frozen=True, kw_only=True)
class CodeRefused(OrganisationEvent):
    """A code was not answered. `consent_id` and `person_id` only when the code was this employer's and the birth date was wrong."""

    consent_id: int | None
    person_id: int | None
    died: bool


@dataclass(frozen=True, kw_only=True)
class QuestionsLimited(OrganisationEvent):
    """Somebody, or a program with `token_id`, asked about workers more often than one may: what followed was not answered."""

    token_id: int | None


@dataclass(frozen=True, kw_only=True)
class ConsentEvent(DomainEvent):
    subject_type: ClassVar[str] = "employment.sharecode"
    subject_field: ClassVar[str] = "consent_id"
    consent_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(ConsentEvent):
    purpose: str
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ConsentEnded(ConsentEvent):
    pass
