"""An invented day at the counter of the demo offices, and three weeks before it, so that board, screen and figures show something.

Nobody known came: all of them are tickets without an appointment."""

import random
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings

from appointments.board.models import Visit
from appointments.board.rules.times import Turn
from appointments.board.services import call_next, open_screen, start, walk_in
from appointments.models import Desk, Reception, ServiceAtOffice, Slot
from appointments.selectors import zone_of
from portal import clock
from portal.accounts.models import User
from portal.accounts.selectors import officers_of
from portal.events.actor import Actor

DAYS_BEFORE: Final = 21
TICKETS_A_DAY: Final = 14


def make_demo() -> None:
    """Once for each office. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo visits belong to the demo only")
    for reception in Reception.objects.select_related("office").order_by("pk"):
        officer = officers_of(reception.office_id).first()
        if officer is not None and not Visit.objects.filter(reception=reception).exists():
            _past_days(reception, officer)
            _today(reception, officer)


def _today(reception: Reception, officer: User) -> None:
    """Six wait, one is called and one is at a desk."""
    actor = Actor("demo", officer.pk)
    services = list(ServiceAtOffice.objects.filter(reception=reception).order_by("pk"))
    for number in range(8):
        walk_in(offered_id=services[number % len(services)].pk, reception_id=reception.pk, is_urgent=number == 5, actor=actor)
    busy, calling = Desk.objects.filter(reception=reception, is_open=True).order_by("name")[:2]
    visit = call_next(desk_id=busy.pk, actor=actor)
    start(visit_id=visit.pk, expected_version=visit.version, actor=actor)
    call_next(desk_id=calling.pk, actor=actor)
    open_screen(reception_id=reception.pk, actor=actor)


def _past_days(reception: Reception, officer: User) -> None:
    """Working days only. The same numbers each time: the dice are loaded with the office."""
    dice = random.Random(reception.office.code)  # noqa: S311 (invented waiting times)
    today = clock.today(zone_of(reception))
    days = [today - timedelta(days=back) for back in range(1, DAYS_BEFORE + 1)]
    for day in days:
        if day.weekday() < 5:
            _past_day(reception, officer, day, dice)


def _past_day(reception: Reception, officer: User, day: date, dice: random.Random) -> None:
    desks = list(Desk.objects.filter(reception=reception).order_by("name"))
    services = list(ServiceAtOffice.objects.filter(reception=reception).order_by("pk"))
    for number in range(1, TICKETS_A_DAY + 1):
        desk, offered = desks[number % len(desks)], services[number % len(services)]
        at = (datetime.combine(day, time(9)) + timedelta(minutes=30 * number)).time()
        starts = datetime.combine(day, at, zone_of(reception))
        came = dice.random() < 0.8
        slot = Slot.objects.create(
            offered=offered,
            desk=desk,
            day=day,
            at=at,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=20),
            opens_at=starts - timedelta(days=14),
            channel=Slot.Channel.WALK_IN,
            state=Slot.State.BOOKED if came else Slot.State.FREE,
        )
        if came:
            _past_visit(slot, officer, number, dice)


def _past_visit(slot: Slot, officer: User, number: int, dice: random.Random) -> None:
    called = slot.starts_at + timedelta(minutes=dice.randint(0, 6))
    started = called + timedelta(minutes=1)
    arrived = called - timedelta(minutes=dice.choice((2, 4, 7, 9, 12, 15, 28)))
    Visit.objects.create(
        reception_id=slot.offered.reception_id,
        day=slot.day,
        ticket=f"B{number:03d}",
        offered=slot.offered,
        slot=slot,
        turn=Turn.ARRIVAL,
        turn_at=arrived,
        state=Visit.State.DONE,
        desk=slot.desk,
        officer=officer,
        checked_in_by=officer,
        calls=1,
        arrived_at=arrived,
        called_at=called,
        started_at=started,
        ended_at=started + timedelta(minutes=dice.randint(6, 24)),
    )


__all__ = ["make_demo"]
