"""What happens to draws. What was promised to everybody (commitment, digest, seed) stands in the record as well."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DrawEvent(DomainEvent):
    subject_type: ClassVar[str] = "draws.draw"
    subject_field: ClassVar[str] = "draw_id"
    draw_id: int


@dataclass(frozen=True, kw_only=True)
class DrawAnnounced(DrawEvent):
    offered_id: int
    first_day: date
    last_day: date
    requests_from: datetime
    requests_until: datetime
    commitment: str


@dataclass(frozen=True, kw_only=True)
class DrawOpened(DrawEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DrawClosed(DrawEvent):
    digest: str
    requests: int
    places: int


@dataclass(frozen=True, kw_only=True)
class OutsideValueEntered(DrawEvent):
    value: str


@dataclass(frozen=True, kw_only=True)
class LotCast(DrawEvent):
    seed: str


@dataclass(frozen=True, kw_only=True)
class DrawSettled(DrawEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DrawCalledOff(DrawEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DaysWithoutDraw(DomainEvent):
    """Days of a drawn service would open soon by the rule; they stay closed, for no draw is announced."""

    subject_type: ClassVar[str] = "appointments.serviceatoffice"
    subject_field: ClassVar[str] = "offered_id"
    offered_id: int
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class RequestEvent(DomainEvent):
    subject_type: ClassVar[str] = "draws.drawrequest"
    subject_field: ClassVar[str] = "request_id"
    request_id: int
    person_id: int
    draw_id: int


@dataclass(frozen=True, kw_only=True)
class RequestSent(RequestEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(RequestEvent):
    """`of_another`: not by the person; an officer saw the original of her document with somebody else."""

    of_another: bool = False


@dataclass(frozen=True, kw_only=True)
class RequestWon(RequestEvent):
    """`trouble` says why there is no booking in spite of it; else empty."""

    booking_id: int | None
    trouble: str


@dataclass(frozen=True, kw_only=True)
class RequestLost(RequestEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RequestCalledOff(RequestEvent):
    pass
