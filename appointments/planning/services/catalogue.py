"""What people can come for at all, and the offices that receive them: the first rows of every plan."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import transaction

from appointments.events import BringingChanged
from appointments.models import Booking, Reception, Service
from appointments.planning.errors import ReceptionOpenAlready, ServiceCodeKnown, UnknownZone
from appointments.planning.events import PlanChanged, ServiceChanged
from appointments.planning.services.plan import put_desk, put_service
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import Actor
from portal.events.services import emit, emit_all

BRINGING: Final = frozenset({"bring_ru", "bring_en"})


@transaction.atomic
def add_service(*, values: Mapping[str, Any], actor: Actor) -> Service:
    """A new service; no office offers it yet. Raises `ServiceCodeKnown`."""
    service, is_new = Service.objects.get_or_create(code=values["code"], defaults=dict(values))
    if not is_new:
        raise ServiceCodeKnown
    emit(ServiceChanged(service_id=service.pk, how="added", fields=tuple(sorted(values))), actor=actor)
    return service


@transaction.atomic
def change_service(*, service_id: int, values: Mapping[str, Any], actor: Actor) -> Service:
    """Name, what to bring, procedures, what a visit proves, how often one may change one's mind. The code stays: addresses have it.

    Who has an appointment is told when there is something else to bring. The same values again change and tell nothing."""
    service = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service_id)
    changed = [name for name, value in values.items() if name != "code" and getattr(service, name) != value]
    if not changed:
        return service
    for name in changed:
        setattr(service, name, values[name])
    service.save(update_fields=changed)
    emit(ServiceChanged(service_id=service.pk, how="changed", fields=tuple(sorted(changed))), actor=actor)
    if BRINGING & set(changed):
        coming = Booking.objects.filter(service=service, state=Booking.State.BOOKED, starts_at__gt=clock.now()).order_by("pk")
        told = [BringingChanged(booking_id=pk, person_id=person_id) for pk, person_id in coming.values_list("pk", "person_id")]
        emit_all(told, actor=actor)
    return service


@transaction.atomic
def open_reception(
    *,
    office_id: int,
    values: Mapping[str, Any],
    actor: Actor,
    service_ids: Sequence[int] = (),
    minutes: int = 20,
    opens_at: time = time(10),
    desks: Sequence[str] = (),
) -> Reception:
    """The office receives people by appointment: its entrance and clock, the services it begins with (each visit `minutes` long, a new
    day opening at `opens_at`), its desks. Places come with the hours of the desks.

    Raises `ReceptionOpenAlready`, `UnknownZone`."""
    office = Office.objects.select_for_update(of=("self",), no_key=True).get(pk=office_id)
    if Reception.objects.filter(office=office).exists():
        raise ReceptionOpenAlready
    if values["zone"] not in available_timezones():
        raise UnknownZone
    reception = Reception.objects.create(office=office, **values)
    opened = PlanChanged(
        reception_id=reception.pk, part="reception", object_id=reception.pk, how="added", added=0, removed=0, in_conflict=0
    )
    emit(opened, actor=actor)
    for service in Service.objects.filter(pk__in=service_ids).order_by("pk"):
        offered = {"service": service, "minutes": minutes, "opens_at": opens_at}
        put_service(reception_id=reception.pk, values=offered, actor=actor)
    for name in dict.fromkeys(desks):
        put_desk(reception_id=reception.pk, values={"name": name, "is_open": True}, actor=actor)
    return reception


__all__ = ["add_service", "change_service", "open_reception"]
