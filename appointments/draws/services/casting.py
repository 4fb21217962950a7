"""What happens by itself: requests open, the list closes and is published, the lot is cast, each winner gets a booking to confirm.

Every step is one transaction that looks at the state under the lock of the draw: done twice, or after a crash, it is done once."""

from datetime import datetime
from typing import Final

import structlog
from django.db import transaction

from appointments.draws.events import DrawClosed, DrawOpened, DrawSettled, LotCast, RequestLost, RequestWon
from appointments.draws.models import Draw, DrawPlace, DrawRequest
from appointments.draws.publishing import keep_document, without_document
from appointments.draws.rules.draw import digest, draw
from appointments.draws.rules.times import TO_CONFIRM, draws_at, ends_at
from appointments.draws.selectors import as_drawn, opens_at, places_of
from appointments.draws.services.announcing import end_without_lot
from appointments.errors import AlreadyBooked, DocumentOfAnother, IdentityMissing, SameDocument, SlotTaken
from appointments.services import hold_drawn_place
from appointments.services.whom import document_of_turn
from portal.events.actor import SYSTEM
from portal.events.services import emit

AT_ONCE: Final = 200
log = structlog.get_logger(__name__)


def tend_draws(*, now: datetime) -> int:
    """Everything that is due. How many draws went on."""
    alive = Draw.objects.filter(state__in=Draw.ALIVE, requests_from__lte=now).order_by("requests_until", "pk")
    moved = sum(_tend_or_ring(draw_id, now) for draw_id in list(alive.values_list("pk", flat=True)))
    for draw_id in without_document():
        _keep(draw_id)
    return moved


def _tend_or_ring(draw_id: int, now: datetime) -> bool:
    """One that cannot go on rings, and keeps none of the others waiting."""
    try:
        return _tend(draw_id, now)
    except Exception:
        log.exception("draw_not_tended", draw_id=draw_id)
        return False


def _tend(draw_id: int, now: datetime) -> bool:
    moved = [_open(draw_id, now), _close(draw_id, now), _cast(draw_id, now)]
    while _settle_some(draw_id, now):
        moved.append(True)
    return any(moved)


@transaction.atomic
def _keep(draw_id: int) -> None:
    """Of a draw whose list was closed before documents were kept, or when they had another format."""
    keep_document(_lock(draw_id))


def _lock(draw_id: int) -> Draw:
    return Draw.objects.select_related("offered__reception").select_for_update(of=("self",)).get(pk=draw_id)


@transaction.atomic
def _open(draw_id: int, now: datetime) -> bool:
    found = _lock(draw_id)
    if found.state != Draw.State.ANNOUNCED or found.requests_from > now:
        return False
    found.state = Draw.State.OPEN
    found.save(update_fields=["state"])
    emit(DrawOpened(draw_id=found.pk), actor=SYSTEM)
    return True


@transaction.atomic
def _close(draw_id: int, now: datetime) -> bool:
    """The list of requests and places is final and published, before anybody can know the seed."""
    found = _lock(draw_id)
    if found.state != Draw.State.OPEN or found.requests_until > now:
        return False
    places = places_of(found).order_by("pk").values_list("pk", "day", "at")
    DrawPlace.objects.bulk_create([DrawPlace(draw=found, slot_id=pk, day=day, at=at) for pk, day, at in places])
    requests, listed = as_drawn(found)
    found.state, found.digest = Draw.State.CLOSED, digest(requests, listed)
    found.save(update_fields=["state", "digest"])
    keep_document(found)
    emit(DrawClosed(draw_id=found.pk, digest=found.digest, requests=len(requests), places=len(listed)), actor=SYSTEM)
    return True


@transaction.atomic
def _cast(draw_id: int, now: datetime) -> bool:
    """Turns and places for everybody at once, and the seed with them. Too late (the value from outside did not come, the portal stood
    still) it is called off: a lot over places that others can take already would promise what is gone."""
    found = _lock(draw_id)
    if found.state != Draw.State.CLOSED or draws_at(found.requests_until) > now:
        return False
    if opens_at(found.offered, found.first_day, found.last_day, over=ends_at(found.requests_until)) <= now:
        end_without_lot(found, actor=SYSTEM)
        return True
    if found.outside_source and not found.outside_value:
        return False
    requests, places = as_drawn(found)
    results = draw(seed=bytes.fromhex(found.sealed_seed), outside=found.outside_value, requests=requests, places=places)
    by_code = {request.code: request for request in found.requests.exclude(state=DrawRequest.State.WITHDRAWN)}
    by_slot = dict(found.places.values_list("slot_id", "pk"))
    for result in results:
        by_code[result.code].rank = result.rank
        by_code[result.code].place_id = by_slot[result.place] if result.place is not None else None
    DrawRequest.objects.bulk_update(by_code.values(), ["rank", "place"], batch_size=1000)
    found.state, found.seed, found.drawn_at = Draw.State.DRAWN, found.sealed_seed, now
    found.save(update_fields=["state", "seed", "drawn_at"])
    keep_document(found)
    emit(LotCast(draw_id=found.pk, seed=found.seed), actor=SYSTEM)
    return True


@transaction.atomic
def _settle_some(draw_id: int, now: datetime) -> bool:
    """Bookings for the next winners and news for the next losers, in the order of turns; when none is left the draw is finished."""
    found = _lock(draw_id)
    if found.state != Draw.State.DRAWN:
        return False
    waiting = found.requests.filter(state=DrawRequest.State.SENT).select_related("place").order_by("rank")[:AT_ONCE]
    for request in waiting:
        _settle(request, until=now + TO_CONFIRM)
    if not waiting:
        found.state = Draw.State.SETTLED
        found.save(update_fields=["state"])
        keep_document(found)
        emit(DrawSettled(draw_id=found.pk), actor=SYSTEM)
    return True


def _settle(request: DrawRequest, *, until: datetime) -> None:
    same = {"request_id": request.pk, "person_id": request.person_id, "draw_id": request.draw_id}
    if request.place is None:
        request.state = DrawRequest.State.LOST
        request.save(update_fields=["state"])
        emit(RequestLost(**same), actor=SYSTEM)
        return
    request.state = DrawRequest.State.WON
    person_id, slot_id = request.person_id, request.place.slot_id
    turn_of = document_of_turn(person_id, whose=request.whose_turn, identity=request.identity, since=request.sent_at)
    try:
        request.booking = hold_drawn_place(slot_id=slot_id, person_id=person_id, until=until, actor=SYSTEM, turn_of=turn_of)
    except SlotTaken:
        request.trouble = DrawRequest.Trouble.CLOSED
    except AlreadyBooked:
        request.trouble = DrawRequest.Trouble.BOOKED
    except SameDocument:
        request.trouble = DrawRequest.Trouble.SAME_DOCUMENT
    except DocumentOfAnother:
        request.trouble = DrawRequest.Trouble.OF_ANOTHER
    except IdentityMissing:
        request.trouble = DrawRequest.Trouble.UNKNOWN
    request.save(update_fields=["state", "booking", "trouble"])
    emit(RequestWon(**same, booking_id=request.booking_id, trouble=request.trouble), actor=SYSTEM)


__all__ = ["tend_draws"]
