"""What happens to a digital profile."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class _OfPerson(DomainEvent):
    subject_type: ClassVar[str] = "profiles.person"
    subject_field: ClassVar[str] = "person_id"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileOpened(_OfPerson):
    pass


@dataclass(frozen=True, kw_only=True)
class _OfGuardianship(_OfPerson):
    """`person_id` is the child, `guardian_id` the person who acts for it."""

    guardianship_id: int
    guardian_id: int


@dataclass(frozen=True, kw_only=True)
class GuardianshipBegun(_OfGuardianship):
    pass


@dataclass(frozen=True, kw_only=True)
class _OfInvitation(_OfGuardianship):
    """`guardian_id` and `guardianship_id` are those of who invites."""

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class GuardianInvited(_OfInvitation):
    pass


@dataclass(frozen=True, kw_only=True)
class GuardianInvitationEnded(_OfInvitation):
    """Nobody joined by it; `reason` is a `GuardianInvitation.EndReason`."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class GuardianJoined(_OfGuardianship):
    """`guardian_id` and `guardianship_id` are those of who joined; `invited_by` is the guardianship that invited."""

    invitation_id: int
    invited_by: int


@dataclass(frozen=True, kw_only=True)
class GuardianshipEnding(_OfGuardianship):
    """The 18th birthday is near: from `ends_on` nobody acts for the child."""

    ends_on: date


@dataclass(frozen=True, kw_only=True)
class GuardianshipOver(_OfGuardianship):
    reason: str
    ended_on: date


@dataclass(frozen=True, kw_only=True)
class HandOverNear(_OfGuardianship):
    """Thirty days before the birthday, to who acts."""

    ends_on: date


@dataclass(frozen=True, kw_only=True)
class _OfHandOver(_OfGuardianship):
    hand_over_id: int


@dataclass(frozen=True, kw_only=True)
class HandOverCodeMade(_OfHandOver):
    source: str


@dataclass(frozen=True, kw_only=True)
class HandOverCodeRevoked(_OfHandOver):
    pass


@dataclass(frozen=True, kw_only=True)
class HandOverClaimed(_OfHandOver):
    """An account has named the code before the birthday: it waits."""


@dataclass(frozen=True, kw_only=True)
class OwnProfileNear(_OfHandOver):
    """To the account that waits: the day is near."""

    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ProfileHandedOver(_OfHandOver):
    """From now on the grown-up acts for herself; applications go on with her as applicant."""

    source: str


@dataclass(frozen=True, kw_only=True)
class IdentityCompared(_OfHandOver):
    """An officer has compared who took the profile by a parent's code with the identity document."""


@dataclass(frozen=True, kw_only=True)
class IdentityDocumentRecorded(_OfPerson):
    identity_document_id: int
    by_machine_readable_lines: bool


@dataclass(frozen=True, kw_only=True)
class BirthDateCorrected(_OfPerson):
    """A document says another date of birth than the profile did: of a child, the day moves on which nobody acts for it any more."""


@dataclass(frozen=True, kw_only=True)
class PersonalDetailsUpdated(_OfPerson):
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EntryRecorded(_OfPerson):
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class StayTold(_OfPerson):
    """Entry and exit of a stay; `corrects` is the row that counts no more."""

    stay_id: int
    corrects: int | None


@dataclass(frozen=True, kw_only=True)
class StayTakenBack(_OfPerson):
    stay_id: int


@dataclass(frozen=True, kw_only=True)
class AddressRecorded(_OfPerson):
    address_id: int
    region: str


@dataclass(frozen=True, kw_only=True)
class AddressEnded(_OfPerson):
    """`reason` as `Address.EndReason`; `ended_on` is the last day there, before the first one when there was none."""

    address_id: int
    reason: str
    ended_on: date


@dataclass(frozen=True, kw_only=True)
class DocumentUploaded(_OfPerson):
    document_id: str
    kind: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(_OfPerson):
    document_id: str
    kind: str


__all__ = [
    "AddressEnded", "AddressRecorded", "BirthDateCorrected", "DocumentRemoved", "DocumentUploaded", "EntryRecorded",
    "GuardianInvitationEnded", "GuardianInvited", "GuardianJoined", "GuardianshipBegun", "GuardianshipEnding", "GuardianshipOver",
    "HandOverClaimed", "HandOverCodeMade", "HandOverCodeRevoked", "HandOverNear", "IdentityCompared", "IdentityDocumentRecorded",
    "OwnProfileNear", "PersonalDetailsUpdated", "ProfileHandedOver", "ProfileOpened", "StayTakenBack", "StayTold",
]  # fmt: skip
