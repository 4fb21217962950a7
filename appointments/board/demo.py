"""An invented day at the counter of the demo offices, and three weeks before it, so that board, screen and figures show something.

Nobody with an account came: people without an appointment, who have no name here, and invented ones with an appointment, of whom some
did not come."""

import random
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings

from appointments.board.models import Visit
from appointments.board.rules.times import Turn
from appointments.board.services import call_next, open_screen, start, walk_in
from appointments.models import Booking, Desk, Reception, ServiceAtOffice, Slot
from appointments.rules.number import new_number
from appointments.selectors import zone_of
from portal import clock
from portal.accounts.models import User
from portal.accounts.selectors import officers_of
from portal.events.actor import Actor
from profiles.models import Person

DAYS_BEFORE: Final = 21
TICKETS_A_DAY: Final = 14
WITH_APPOINTMENT: Final = 3  # every third of them
VISITORS: Final = (
    ("ABDULLAEV", "JASUR"), ("BEKOVA", "AIGUL"), ("CHORIEV", "OYBEK"), ("DAVLATOVA", "MAVZUNA"), ("ERGASHEV", "SARDOR"),
    ("FAYZULLINA", "NARGIZA"), ("GAFUROV", "BAKHTIYOR"), ("HAMIDOVA", "ZARINA"), ("IBROHIMOV", "SHERZOD"), ("JUMAEVA", "MALIKA"),
)  # fmt: skip


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
    visitors = [Person.objects.create(family_name=family, given_names=given, birth_date=date(1990, 1, 1)) for family, given in VISITORS]
    for day in days:
        if day.weekday() < 5:
            _past_day(reception, officer, day, dice, visitors)


def _past_day(reception: Reception, officer: User, day: date, dice: random.Random, visitors: list[Person]) -> None:
    desks = list(Desk.objects.filter(reception=reception).order_by("name"))
    services = list(ServiceAtOffice.objects.filter(reception=reception).order_by("pk"))
    for number in range(1, TICKETS_A_DAY + 1):
        desk, offered = desks[number % len(desks)], services[number % len(services)]
        at = (datetime.combine(day, time(9)) + timedelta(minutes=30 * number)).time()
        starts = datetime.combine(day, at, zone_of(reception))
        came, booked = dice.random() < 0.8, number % WITH_APPOINTMENT == 0
        slot = Slot.objects.create(
            offered=offered,
            desk=desk,
            day=day,
            at=at,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=20),
            opens_at=starts - timedelta(days=14),
            channel=Slot.Channel.EVERYBODY if booked else Slot.Channel.WALK_IN,
            state=Slot.State.BOOKED if came or booked else Slot.State.FREE,
        )
        booking = _past_booking(slot, dice.choice(visitors), came=came) if booked else None
        if came:
            _past_visit(slot, officer, number, dice, booking)


def _past_booking(slot: Slot, person: Person, *, came: bool) -> Booking:
    return Booking.objects.create(
        number=new_number(),
        person=person,
        service_id=slot.offered.service_id,
        offered=slot.offered,
        slot=slot,
        desk=slot.desk,
        day=slot.day,
        at=slot.at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=Booking.State.DONE if came else Booking.State.NO_SHOW,
        created_at=slot.opens_at,
        confirmed_at=slot.opens_at,
        closed_at=slot.ends_at,
    )


def _past_visit(slot: Slot, officer: User, number: int, dice: random.Random, booking: Booking | None) -> None:
    called = slot.starts_at + timedelta(minutes=dice.randint(0, 6))
    started = called + timedelta(minutes=1)
    arrived = called - timedelta(minutes=dice.choice((2, 4, 7, 9, 12, 15, 28)))
    Visit.objects.create(
        reception_id=slot.offered.reception_id,
        day=slot.day,
        ticket=f"{'A' if booking else 'B'}{number:03d}",
        booking=booking,
        offered=slot.offered,
        slot=None if booking else slot,
        turn=Turn.APPOINTMENT if booking else Turn.ARRIVAL,
        turn_at=slot.starts_at if booking else arrived,
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
