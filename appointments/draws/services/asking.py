"""What a person does: ask for a place while requests are taken, take the request back."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from appointments.draws.errors import DaysOutside, RequestedAlready, RequestsClosed
from appointments.draws.events import RequestSent, RequestWithdrawn
from appointments.draws.models import Draw, DrawRequest
from appointments.draws.rules.code import new_code
from appointments.errors import AlreadyBooked, SameDocument
from appointments.models import DocumentSeen
from appointments.selectors import active_booking
from appointments.services.limits import check_changes
from appointments.services.whom import check_known, has_same_document_booked, why_no_turn
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def send_request(*, draw_id: int, person_id: int, days: Sequence[date], part: str, actor: Actor) -> DrawRequest:
    """Ask for a place on one of `days`. When one asks within the time changes nothing.

    Raises `RequestsClosed`, `DaysOutside`, `IdentityMissing`, `AlreadyBooked`, `RequestedAlready`, `SameDocument`, `DocumentOfAnother`,
    `SharedTurn`; `TooManyChanges` of who could not book a time either."""
    draw = _lock_for_a_request(draw_id)
    wanted = sorted(set(days))
    if not wanted or wanted[0] < draw.first_day or wanted[-1] > draw.last_day:
        raise DaysOutside
    check_known([person_id])
    if active_booking(person_id, draw.offered.service_id) is not None:
        raise AlreadyBooked
    check_changes(person_id, draw.offered, now=clock.now(), account=actor.user_id)
    if has_same_document_booked(person_id, draw.offered.service_id):
        raise SameDocument
    request = DrawRequest(
        draw=draw,
        person_id=person_id,
        service_id=draw.offered.service_id,
        code=new_code(),
        days=wanted,
        part=DrawRequest.Part(part),
        sent_at=clock.now(),
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "one_request_per_service":
            raise RequestedAlready from error
        raise why_no_turn(error) or error from error
    emit(RequestSent(request_id=request.pk, person_id=person_id, draw_id=draw.pk), actor=actor)
    return request


@transaction.atomic
def withdraw_request(*, request_id: int, actor: Actor, of_another: bool = False) -> None:
    """Until the list is closed. `of_another`: not by the person, whose document an officer saw with somebody else.

    Raises `RequestsClosed`."""
    draw_id = DrawRequest.objects.values_list("draw_id", flat=True).get(pk=request_id)
    _lock_for_a_request(draw_id)
    request = DrawRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.state != DrawRequest.State.SENT:
        raise RequestsClosed
    request.state = DrawRequest.State.WITHDRAWN
    request.save(update_fields=["state"])
    emit(RequestWithdrawn(request_id=request.pk, person_id=request.person_id, draw_id=draw_id, of_another=of_another), actor=actor)


def end_for_another(seen: DocumentSeen, actor: Actor) -> int:
    """An officer saw the document with somebody else: requests by it are withdrawn. How many there were. A closed list is published and
    stays; what it gives such a request is refused by the database, and the letter says why."""
    return sum(_end_for_another(request_id, actor) for request_id in list(_of_others(seen).values_list("pk", flat=True)))


def _of_others(seen: DocumentSeen) -> QuerySet[DrawRequest]:
    return (
        DrawRequest.objects.filter(identity=seen.identity, state=DrawRequest.State.SENT).exclude(whose_turn=seen.person_id).order_by("pk")
    )


def _end_for_another(request_id: int, actor: Actor) -> bool:
    try:
        withdraw_request(request_id=request_id, actor=actor, of_another=True)
    except RequestsClosed:
        return False
    return True


def left_for_another() -> Q:
    """Of which records of seen documents somebody else has a request by it that can still be withdrawn."""
    others = DrawRequest.objects.filter(identity=OuterRef("identity"), state=DrawRequest.State.SENT, draw__requests_until__gt=clock.now())
    return Q(Exists(others.exclude(whose_turn=OuterRef("person_id"))))


def _lock_for_a_request(draw_id: int) -> Draw:
    """The draw, while requests are taken. Shared with others who ask, so that ten thousand do not queue; the close waits for them all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM draws_draw WHERE id = %s FOR SHARE", [draw_id])
    draw = Draw.objects.select_related("offered").get(pk=draw_id)
    now = clock.now()
    if draw.state not in (Draw.State.ANNOUNCED, Draw.State.OPEN) or not draw.requests_from <= now < draw.requests_until:
        raise RequestsClosed
    return draw


__all__ = ["end_for_another", "left_for_another", "send_request", "withdraw_request"]
