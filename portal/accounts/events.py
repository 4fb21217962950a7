"""What happens to accounts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AccountEvent(DomainEvent):
    subject_type: ClassVar[str] = "accounts.user"
    subject_field: ClassVar[str] = "user_id"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AccountOpened(AccountEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RoleGranted(AccountEvent):
    role: str
    office_id: int | None


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(AccountEvent):
    role: str
    office_id: int | None


@dataclass(frozen=True, kw_only=True)
class AccountDeactivated(AccountEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AccountReactivated(AccountEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SecretsChanged(AccountEvent):
    """A password or a second factor was set, changed or removed: `what` says which."""

    what: str
