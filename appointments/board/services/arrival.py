"""Somebody came: by appointment, or without one."""

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction

from appointments.board.errors import (
    AppointmentGone,
    IdentityNotConfirmed,
    OtherDay,
    OtherOffice,
    ServiceNotHere,
    TicketGivenAlready,
    TooEarly,
    TooLateToCheckIn,
)
from appointments.board.events import TicketGiven
from appointments.board.models import TicketRoll, Visit
from appointments.board.rules import times
from appointments.board.words import named
from appointments.errors import ChangedSinceBooked
from appointments.models import Booking, Reception, ServiceAtOffice, Slot
from appointments.selectors import zone_of
from appointments.services import accept_changed_name, mark_arrived
from appointments.services.whom import changed_since
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.ui.formats import civil_date


@transaction.atomic
def check_in(
    *, booking_id: int, reception_id: int, identity_confirmed: bool, actor: Actor, ground: str = "", ground_words: str = ""
) -> Visit:
    """Who booked is here, the officer has compared name and document, and a ticket is given. Again: the same ticket.

    `ground` (`Booking.Ground`): why somebody is received whose name, birthday or document is another one than when the time was booked;
    in words where it is something else. Raises `IdentityNotConfirmed`, `ChangedSinceBooked`, `OtherOffice`, `OtherDay`, `TooEarly`,
    `TooLateToCheckIn`, `AppointmentGone`."""
    booking = Booking.objects.select_for_update(of=("self",)).select_related("offered__reception__office", "person").get(pk=booking_id)
    if (known := Visit.objects.filter(booking=booking, reception_id=reception_id).first()) is not None:
        return known
    now = clock.now()
    guard_arrival(booking, reception_id=reception_id, now=now)
    if not identity_confirmed:
        raise IdentityNotConfirmed
    if changed_since(booking) is not None:
        _accept_change(booking, ground, ground_words, actor)
    mark_arrived(booking_id=booking.pk, actor=actor)
    visit = _visit(booking.offered, booking.day, starts_at=booking.starts_at, is_urgent=False, now=now, actor=actor)
    visit.booking, visit.case_id = booking, booking.case_id
    return _with_ticket(visit, actor)


def _accept_change(booking: Booking, ground: str, words: str, actor: Actor) -> None:
    """Raises `ChangedSinceBooked` without a ground, or without its words."""
    if ground not in Booking.Ground.values or (ground == Booking.Ground.OTHER and not words.strip()):
        raise ChangedSinceBooked
    told = words.strip() if ground == Booking.Ground.OTHER else ""
    accept_changed_name(booking_id=booking.pk, ground=Booking.Ground(ground), words=told, actor=actor)


def guard_arrival(booking: Booking, *, reception_id: int, now: datetime) -> None:
    """Why this booking cannot be checked in here and now, if it cannot."""
    reception = booking.offered.reception
    if reception.pk != reception_id:
        raise OtherOffice(office=named(reception.office))
    if booking.state != Booking.State.BOOKED:
        raise AppointmentGone(state=booking.get_state_display())
    if booking.day != clock.today(zone_of(reception)):
        raise OtherDay(day=civil_date(booking.day))
    at = f"{booking.at:%H:%M}"
    if times.is_too_early(booking.starts_at, now):
        raise TooEarly(time=at)
    if times.is_too_late(booking.starts_at, now):
        raise TooLateToCheckIn(time=at)


def walk_in(
    *,
    offered_id: int,
    reception_id: int,
    is_urgent: bool,
    actor: Actor,
    case_id: int | None = None,
    submission_key: uuid.UUID | None = None,
) -> Visit:
    """A ticket without an appointment and without an account: in a place kept for walk-ins, or after them. `case_id`: an application
    whose number the person gave. `submission_key`: of the one-time form; pressed twice, it gives the same ticket.

    Raises `ServiceNotHere`, and `TicketGivenAlready` when the form comes back later or changed: two people must not share a number."""
    offered = ServiceAtOffice.objects.select_related("reception").filter(pk=offered_id, reception_id=reception_id).first()
    if offered is None:
        raise ServiceNotHere
    now = clock.now()
    day = clock.today(zone_of(offered.reception))
    visit = _visit(offered, day, starts_at=None, is_urgent=is_urgent, now=now, actor=actor)
    visit.case_id, visit.submission_key = case_id, submission_key
    if (known := _of_the_form(visit)) is not None:
        return _given_before(known, visit)
    try:
        with transaction.atomic():
            visit.slot = _place_for_walk_in(offered, day, now)
            return _with_ticket(visit, actor)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "one_ticket_of_a_form":
            raise
    return _given_before(Visit.objects.get(reception_id=reception_id, submission_key=submission_key), visit)


def _of_the_form(visit: Visit) -> Visit | None:
    if visit.submission_key is None:
        return None
    return Visit.objects.filter(reception=visit.reception, submission_key=visit.submission_key).first()


def _given_before(known: Visit, asked: Visit) -> Visit:
    """The ticket that the form gave already. Raises `TicketGivenAlready`."""
    is_same = (known.offered_id, known.is_urgent, known.case_id) == (asked.offered_id, asked.is_urgent, asked.case_id)
    if is_same and times.is_pressed_twice(known.arrived_at, asked.arrived_at):
        return known
    at = known.arrived_at.astimezone(zone_of(asked.reception))
    raise TicketGivenAlready(ticket=known.ticket, time=f"{at:%H:%M}")


def _place_for_walk_in(offered: ServiceAtOffice, day: date, now: datetime) -> Slot | None:
    """The next place of today that is kept for walk-ins, taken; whoever takes one at the same moment takes another."""
    places = Slot.objects.select_for_update(of=("self",), skip_locked=True)
    kept = places.filter(offered=offered, day=day, channel=Slot.Channel.WALK_IN, state=Slot.State.FREE, ends_at__gt=now)
    slot = kept.order_by("starts_at", "pk").first()
    if slot is not None:
        slot.state = Slot.State.BOOKED
        slot.save(update_fields=["state"])
    return slot


def _visit(offered: ServiceAtOffice, day: date, *, starts_at: datetime | None, is_urgent: bool, now: datetime, actor: Actor) -> Visit:
    turn, turn_at = times.turn_of(starts_at=starts_at, arrived_at=now, is_urgent=is_urgent)
    return Visit(
        reception=offered.reception,
        offered=offered,
        day=day,
        is_urgent=is_urgent,
        turn=turn,
        turn_at=turn_at,
        arrived_at=now,
        checked_in_by_id=actor.human_id,
    )


def _with_ticket(visit: Visit, actor: Actor) -> Visit:
    """The number is drawn last, so that the roll is locked for a moment only."""
    number = _next_number(visit.reception, visit.day)
    visit.ticket = times.ticket(is_booked=visit.booking_id is not None, number=number)
    visit.save(force_insert=True)
    emit(TicketGiven(visit_id=visit.pk, booking_id=visit.booking_id, is_urgent=visit.is_urgent), actor=actor)
    return visit


def _next_number(reception: Reception, day: date) -> int:
    TicketRoll.objects.get_or_create(reception=reception, day=day)
    roll = TicketRoll.objects.select_for_update().get(reception=reception, day=day)
    roll.last += 1
    roll.save(update_fields=["last"])
    return roll.last


__all__ = ["check_in", "guard_arrival", "walk_in"]
