"""A freed place goes from one to the next until somebody takes it. The place is locked first, then entry and offer: everywhere."""

from datetime import datetime

import structlog
from django.db import transaction

from appointments.models import Booking, Slot
from appointments.selectors import active_booking, zone_of
from appointments.services import places, sell_offered_place
from appointments.services.whom import document_of_turn
from appointments.waiting.errors import OfferOver
from appointments.waiting.events import OfferAccepted, OfferDeclined, OfferLapsed, OfferWithdrawn, PlaceOffered
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.rules.offering import accept_until, is_far_enough
from appointments.waiting.selectors import in_line_for, is_last_to_answer, opening_to_who_waits
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit

log = structlog.get_logger(__name__)


def offer_freed_place(slot: Slot) -> bool:
    """Offer the locked, free place to the first in line, in the transaction that freed it. False: nobody waits for it, or it is too near.

    Entries that somebody holds at this moment are passed over: they are being offered another place, or are leaving. Waiting for them
    with a place in hand could wait crosswise."""
    now = clock.now()
    until = accept_until(now, zone_of(slot.offered.reception))
    if not is_far_enough(slot.starts_at, until, slot.offered.lead_hours):
        return False
    entry = _first_in_line(slot)
    if entry is None:
        return False
    places.offer(slot, until=until)
    entry.state = WaitingEntry.State.OFFERED
    entry.save(update_fields=["state"])
    offer = Offer.objects.create(entry=entry, slot=slot, offered_at=now, accept_until=until)
    told = PlaceOffered(entry_id=entry.pk, person_id=entry.person_id, offer_id=offer.pk, slot_id=slot.pk, accept_until=until)
    emit(told, actor=SYSTEM)
    return True


def _first_in_line(slot: Slot) -> WaitingEntry | None:
    return in_line_for(slot).select_for_update(of=("self",), skip_locked=True).first()


@transaction.atomic
def accept_offer(*, offer_id: int, actor: Actor) -> Booking:
    """The offered time is the person's; an appointment for the same that she had moves to it. Again, nothing happens.

    Raises `OfferOver` from the last moment on, whether or not the next one has been asked yet."""
    _lock_places(offer_id)
    slot, offer = lock_offer(offer_id)
    if offer.state == Offer.State.ACCEPTED and offer.booking is not None:
        return offer.booking
    now = clock.now()
    if offer.state != Offer.State.OPEN or offer.accept_until <= now or slot.state != Slot.State.OFFERED:
        raise OfferOver
    entry = offer.entry
    turn_of = document_of_turn(entry.person_id, whose=entry.whose_turn, identity=entry.identity, since=entry.joined_at)
    booking = sell_offered_place(slot_id=slot.pk, person_id=entry.person_id, actor=actor, turn_of=turn_of)
    offer.booking = booking
    _close(offer, Offer.State.ACCEPTED, now)
    offer.entry.state, offer.entry.closed_at = WaitingEntry.State.BOOKED, now
    offer.entry.save(update_fields=["state", "closed_at"])
    told = OfferAccepted(
        entry_id=offer.entry_id, person_id=offer.entry.person_id, offer_id=offer.pk, slot_id=slot.pk, booking_id=booking.pk
    )
    emit(told, actor=actor)
    return booking


@transaction.atomic
def decline_offer(*, offer_id: int, actor: Actor) -> None:
    """The person stays in the line; the place goes on to the next. Raises `OfferOver`."""
    slot, offer = lock_offer(offer_id)
    if offer.state != Offer.State.OPEN:
        raise OfferOver
    told = OfferDeclined(entry_id=offer.entry_id, person_id=offer.entry.person_id, offer_id=offer.pk, slot_id=slot.pk)
    emit(told, actor=actor)
    pass_on(slot, offer, Offer.State.DECLINED)


def offer_opening_places(*, now: datetime, at_most: int = 500) -> int:
    """Who joined after a place was given back was told nothing of it; when its moment comes she is asked before it opens to everybody.
    Each in a transaction of its own. How many were offered."""
    found = opening_to_who_waits(now).order_by("opens_at", "pk")
    return sum(_offer_opening(slot_id) for slot_id in list(found.values_list("pk", flat=True)[:at_most]))


@transaction.atomic
def _offer_opening(slot_id: int) -> bool:
    """A place that somebody is taking at this moment is passed over."""
    locked = Slot.objects.select_related("offered__reception__office").select_for_update(of=("self",), skip_locked=True)
    slot = locked.filter(pk=slot_id, state=Slot.State.FREE, opens_secretly=True).first()
    return slot is not None and offer_freed_place(slot)


def lapse_offers(*, now: datetime, at_most: int = 500) -> int:
    """Pass on every place whose offer was not answered, each in a transaction of its own. How many there were."""
    late = Offer.objects.filter(state=Offer.State.OPEN, accept_until__lte=now).order_by("accept_until", "pk")
    return sum(_lapse_or_ring(offer_id, now) for offer_id in list(late.values_list("pk", flat=True)[:at_most]))


def _lapse_or_ring(offer_id: int, now: datetime) -> bool:
    """One that cannot be passed on rings, and keeps none of the others waiting."""
    try:
        return _lapse(offer_id, now)
    except Exception:
        log.exception("offer_not_passed_on", offer_id=offer_id)
        return False


@transaction.atomic
def _lapse(offer_id: int, now: datetime) -> bool:
    slot, offer = lock_offer(offer_id)
    if offer.state != Offer.State.OPEN or offer.accept_until > now:
        return False
    ends = is_last_to_answer(offer)
    told = OfferLapsed(entry_id=offer.entry_id, person_id=offer.entry.person_id, offer_id=offer.pk, slot_id=slot.pk, ends=ends)
    emit(told, actor=SYSTEM)
    pass_on(slot, offer, Offer.State.LAPSED, WaitingEntry.State.SILENT if ends else WaitingEntry.State.WAITING)
    return True


def pass_on(slot: Slot, offer: Offer, state: Offer.State, entry_state: WaitingEntry.State = WaitingEntry.State.WAITING) -> None:
    """Close the locked offer; its place goes to the next one, or to everybody when nobody is left."""
    now = clock.now()
    _close(offer, state, now)
    entry = offer.entry
    entry.state, entry.closed_at = entry_state, None if entry_state in WaitingEntry.OPEN else now
    entry.save(update_fields=["state", "closed_at"])
    if slot.state == Slot.State.OFFERED:  # the office may have closed it meanwhile
        places.give_back(slot)


def withdraw_offer(slot: Slot) -> None:
    """The office closes the locked place while it is offered: who was to answer is told, and her turn stays as it was."""
    offer_id = Offer.objects.filter(slot=slot, state=Offer.State.OPEN).values_list("pk", flat=True).first()
    if offer_id is None:
        return
    _slot, offer = lock_offer(offer_id)
    told = OfferWithdrawn(entry_id=offer.entry_id, person_id=offer.entry.person_id, offer_id=offer.pk, slot_id=slot.pk)
    emit(told, actor=SYSTEM)
    pass_on(slot, offer, Offer.State.CLOSED)


def _close(offer: Offer, state: Offer.State, now: datetime) -> None:
    offer.state, offer.closed_at = state, now
    offer.save(update_fields=["state", "closed_at", "booking"])


def _lock_places(offer_id: int) -> None:
    """The offered place and that of the appointment which would move there, in the order of their keys: as who changes the plan of the
    office locks them."""
    offer = Offer.objects.select_related("entry").get(pk=offer_id)
    old = active_booking(offer.entry.person_id, offer.entry.service_id)
    keys = [offer.slot_id] if old is None else [offer.slot_id, old.slot_id]
    list(Slot.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk"))


def lock_offer(offer_id: int) -> tuple[Slot, Offer]:
    """The place, then the offer and its entry, all locked. The place of an offer never changes."""
    slot_id = Offer.objects.values_list("slot_id", flat=True).get(pk=offer_id)
    related = "offered__reception__office"
    slot = Slot.objects.select_related(related).select_for_update(of=("self",)).get(pk=slot_id)
    offer = Offer.objects.select_related("entry", "booking").select_for_update(of=("self", "entry")).get(pk=offer_id)
    return slot, offer


__all__ = [
    "accept_offer",
    "decline_offer",
    "lapse_offers",
    "lock_offer",
    "offer_freed_place",
    "offer_opening_places",
    "pass_on",
    "withdraw_offer",
]
