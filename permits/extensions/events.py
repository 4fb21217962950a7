"""What happens to orders, and by them to permits. Identifiers, dates and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from permits.events import PermitEvent
from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrderEvent(DomainEvent):
    subject_type: ClassVar[str] = "permits.extension_order"
    subject_field: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderDrafted(OrderEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderChanged(OrderEvent):
    """A draft was edited: what was found by a dry run before counts no more."""


@dataclass(frozen=True, kw_only=True)
class OrderTried(OrderEvent):
    """A dry run is done; `documents` would be extended."""

    documents: int


@dataclass(frozen=True, kw_only=True)
class OrderApproved(OrderEvent):
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class OrderReturned(OrderEvent):
    """An approval was not given, or was taken back before the order was applied."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderMoved(OrderEvent):
    """Applying was begun, paused or taken up again."""

    status: str


@dataclass(frozen=True, kw_only=True)
class OrderApplied(OrderEvent):
    documents: int


@dataclass(frozen=True, kw_only=True)
class OrderRepealProposed(OrderEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderRepealBegun(OrderEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderRepealed(OrderEvent):
    documents: int


@dataclass(frozen=True, kw_only=True)
class PermitExtended(PermitEvent):
    """An order moved the last day from `before` to `after`; `stated` is what the document says."""

    order_id: int
    stated: date
    before: date
    after: date


@dataclass(frozen=True, kw_only=True)
class PermitShortened(PermitEvent):
    """The repeal of an order moved the last day back from `before` to `after`."""

    order_id: int
    stated: date
    before: date
    after: date


@dataclass(frozen=True, kw_only=True)
class PermitKeptItsDay(PermitEvent):
    """An order was repealed that had extended an earlier document, and this one, which came after it, keeps the last day that it states.
    `valid_until` is that of today."""

    order_id: int
    valid_until: date
