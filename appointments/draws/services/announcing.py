"""What a supervisor does: announce a draw with its sealed seed, enter the value from outside, call it off."""

import secrets
from datetime import date, datetime

from django.db import transaction

from appointments.draws.errors import (
    DaysDrawnAlready,
    DaysOpenAlready,
    DaysOpenTooSoon,
    DaysTooFar,
    DrawMoved,
    DrawTimesImpossible,
    NotDrawnHere,
    OfAnotherOffice,
)
from appointments.draws.events import DrawAnnounced, DrawCalledOff, OutsideValueEntered, RequestCalledOff
from appointments.draws.models import Draw, DrawRequest
from appointments.draws.publishing import keep_document
from appointments.draws.rules.draw import ALGORITHM, commitment
from appointments.draws.rules.times import LONGEST_NEEDED, SHORTEST, ends_at
from appointments.draws.selectors import heads, latest_last_day, opens_at, opens_by_rule
from appointments.models import Reception, ServiceAtOffice
from appointments.planning.openings import open_by_draw
from appointments.selectors import zone_of
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.events.services import emit, emit_all


@transaction.atomic
def announce(
    *,
    offered_id: int,
    first_day: date,
    last_day: date,
    requests_from: datetime,
    requests_until: datetime,
    actor: Actor,
    outside_source: str = "",
) -> Draw:
    """Publish a draw and the commitment to its seed. The whole draw ends before a place of its days opens to everybody: by the rule of
    the office, or, announced too late for that, when it is over.

    Raises `OfAnotherOffice`, `NotDrawnHere`, `DrawTimesImpossible`, `DaysDrawnAlready`, `DaysOpenAlready`, `DaysOpenTooSoon`,
    `DaysTooFar`."""
    _lock_reception(offered_id)
    offered = ServiceAtOffice.objects.select_related("reception__office").select_for_update(of=("self",)).get(pk=offered_id)
    if not heads(User.objects.get(pk=actor.human_id), offered):
        raise OfAnotherOffice
    if not (offered.is_drawn and offered.is_offered):
        raise NotDrawnHere
    now = clock.now()
    if requests_from < now or requests_until - requests_from < SHORTEST or last_day < first_day:
        raise DrawTimesImpossible
    if Draw.objects.filter(offered=offered, first_day__lte=last_day, last_day__gte=first_day).exclude(state=Draw.State.CALLED_OFF).exists():
        raise DaysDrawnAlready
    over = ends_at(requests_until)
    opens, by_rule = opens_at(offered, first_day, last_day, over=over), opens_by_rule(offered, first_day)
    if now + LONGEST_NEEDED <= by_rule:  # there is time for a draw before the published hour; a late one puts the opening off
        opens = min(opens, by_rule)
    if opens < over:
        local = opens.astimezone(zone_of(offered.reception))
        refusal = DaysOpenAlready if opens <= now else DaysOpenTooSoon
        raise refusal(day=f"{local:%d.%m.%Y}", time=f"{local:%H:%M}")
    latest = latest_last_day(offered, requests_until)
    if last_day > latest:
        raise DaysTooFar(day=f"{latest:%d.%m.%Y}")
    seed = secrets.token_bytes(32)
    draw = Draw.objects.create(
        offered=offered,
        first_day=first_day,
        last_day=last_day,
        requests_from=requests_from,
        requests_until=requests_until,
        algorithm=ALGORITHM,
        commitment=commitment(seed),
        sealed_seed=seed.hex(),
        outside_source=outside_source,
        announced_at=now,
    )
    open_by_draw(offered, first_day, last_day, now=now)
    told = DrawAnnounced(
        draw_id=draw.pk,
        offered_id=offered.pk,
        first_day=first_day,
        last_day=last_day,
        requests_from=requests_from,
        requests_until=requests_until,
        commitment=draw.commitment,
    )
    emit(told, actor=actor)
    return draw


@transaction.atomic
def enter_outside_value(*, draw_id: int, value: str, actor: Actor) -> Draw:
    """The value as it was published, after the close. Once. Raises `OfAnotherOffice`, `DrawMoved`."""
    draw = _of_the_office(draw_id, actor)
    if draw.state != Draw.State.CLOSED or not draw.outside_source or draw.outside_value:
        raise DrawMoved
    draw.outside_value = value
    draw.save(update_fields=["outside_value"])
    keep_document(draw)
    emit(OutsideValueEntered(draw_id=draw.pk, value=value), actor=actor)
    return draw


@transaction.atomic
def call_off(*, draw_id: int, actor: Actor) -> Draw:
    """No lot is cast: the places open by the rule of the office. Raises `OfAnotherOffice`, `DrawMoved`."""
    draw = _of_the_office(draw_id, actor)
    end_without_lot(draw, actor=actor)
    return draw


def end_without_lot(draw: Draw, *, actor: Actor) -> None:
    """Of a locked draw: everybody who asked is told. Raises `DrawMoved` once the lot is cast."""
    if draw.state not in (Draw.State.ANNOUNCED, Draw.State.OPEN, Draw.State.CLOSED):
        raise DrawMoved
    draw.state = Draw.State.CALLED_OFF
    draw.save(update_fields=["state"])
    asked = list(draw.requests.filter(state=DrawRequest.State.SENT).order_by("pk").values_list("pk", "person_id"))
    draw.requests.filter(pk__in=[pk for pk, _person in asked]).update(state=DrawRequest.State.CALLED_OFF)
    open_by_draw(draw.offered, draw.first_day, draw.last_day, now=clock.now())
    emit(DrawCalledOff(draw_id=draw.pk), actor=actor)
    emit_all([RequestCalledOff(request_id=pk, person_id=person_id, draw_id=draw.pk) for pk, person_id in asked], actor=actor)


def _lock_reception(offered_id: int) -> None:
    """Before the service, as everywhere: who makes places holds the reception and asks for the service last, to name it in new rows.

    One after another: of two who announce the same days at once both would see none, and places that are made meanwhile stay closed."""
    Reception.objects.select_for_update(of=("self",), no_key=True).get(services__pk=offered_id)


def _of_the_office(draw_id: int, actor: Actor) -> Draw:
    draw = Draw.objects.select_related("offered__reception").select_for_update(of=("self",)).get(pk=draw_id)
    if not heads(User.objects.get(pk=actor.human_id), draw.offered):
        raise OfAnotherOffice
    return draw


__all__ = ["announce", "call_off", "end_without_lot", "enter_outside_value"]
