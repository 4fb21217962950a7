"""What happens to an address for notices. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EndpointEvent(DomainEvent):
    subject_type: ClassVar[str] = "webhooks.endpoint"
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class EndpointAdded(EndpointEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EndpointSecretReplaced(EndpointEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class EndpointSwitched(EndpointEvent):
    """By a member: on, or off for good or a while."""

    state: str


@dataclass(frozen=True, kw_only=True)
class EndpointStoppedFailing(EndpointEvent):
    """By the machine: nothing was accepted for days, or the server said that the address is gone."""

    cause: str
