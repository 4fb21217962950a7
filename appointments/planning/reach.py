"""Whom a change of a service reaches, before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from appointments.models import Booking, Service
from appointments.planning.services.catalogue import BRINGING
from cases.counter import COUNTER
from cases.models import Case
from portal import clock


@dataclass(frozen=True)
class Reach:
    """Of the appointments ahead for this service at any office: `ahead` in all; `told` of another list of what to bring; `astray` of an
    application that the service would be no longer for; `unproved`, by what a finished visit would no longer prove, those of an
    application that still waits; `limited` whether people may change their minds less often than now."""

    ahead: int
    told: int
    astray: int
    unproved: tuple[tuple[Any, int], ...]
    limited: bool


def reach_of(service: Service, values: Mapping[str, Any]) -> Reach:
    """`values` as `change_service` takes them. Reads alone, in three queries."""
    coming = Booking.objects.filter(service=service, state=Booking.State.BOOKED, starts_at__gt=clock.now())
    ahead = coming.count()
    brings = any(getattr(service, name) != values[name] for name in BRINGING)
    with_case = coming.filter(case__status__in=Case.OPEN).values("case__procedure").order_by().annotate(bookings=Count("pk"))
    by_procedure = {row["case__procedure"]: row["bookings"] for row in with_case}
    dropped = set(service.procedures) - set(values["procedures"])
    return Reach(
        ahead=ahead,
        told=ahead if brings else 0,
        astray=sum(bookings for code, bookings in by_procedure.items() if code in dropped),
        unproved=tuple(
            (words, sum(by_procedure.values()))
            for code, words in COUNTER.items()
            if code in service.confirms and code not in values["confirms"] and by_procedure
        ),
        limited=bool(ahead) and (values["changes"] < service.changes or values["changes_days"] > service.changes_days),
    )


__all__ = ["Reach", "reach_of"]
