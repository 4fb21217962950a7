"""What `bench.release` does inside the portal it measures, by the portal's own services and settings. Prints one JSON object.

python -m bench.release_world places SECONDS DESKS     an office whose new day opens so many seconds from now
python -m bench.release_world announce SECONDS DESKS   a draw whose requests are taken from then on
python -m bench.release_world cast NUMBER              its list is closed and the lot is cast, as by then"""

import json
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

TIMES_OF_A_DAY = 50


def places(seconds: str, desks: str) -> dict[str, Any]:
    from portal import clock

    opens = _full_second(int(seconds))
    offered = _office("779-001", int(desks), opens=opens.astimezone(clock.MOSCOW), horizon_days=14)
    day = clock.today() + timedelta(days=14)
    return {**_made(offered, day), "opens": opens.timestamp()}


def announce(seconds: str, desks: str) -> dict[str, Any]:
    from appointments.draws.services import announce as announce_draw
    from portal import clock
    from portal.accounts.models import RoleAssignment, User
    from portal.events.actor import Actor

    begins = _full_second(int(seconds))
    offered = _office("779-002", int(desks), opens=begins.replace(hour=10, minute=0, second=0), horizon_days=1, is_drawn=True)
    day = clock.today() + timedelta(days=5)
    made = _made(offered, day)
    head = User.objects.create_user("head@bench.example", is_staff=True)
    RoleAssignment.objects.create(user=head, role=RoleAssignment.Role.SUPERVISOR, office=offered.reception.office)
    draw = announce_draw(
        offered_id=offered.pk,
        first_day=day,
        last_day=day,
        requests_from=begins,
        requests_until=begins + timedelta(hours=24),
        actor=Actor("officer", head.pk),
    )
    return {**made, "number": str(draw.number), "opens": begins.timestamp()}


def cast(number: str) -> dict[str, Any]:
    from appointments.draws.models import Draw
    from appointments.draws.rules.times import draws_at
    from appointments.draws.services import tend_draws

    until = Draw.objects.get(number=number).requests_until
    tend_draws(now=until)
    tend_draws(now=draws_at(until))
    draw = Draw.objects.get(number=number)
    return {"state": draw.state, "requests": draw.requests.count(), "won": draw.requests.filter(state="won").count()}


def _full_second(seconds: int) -> datetime:
    from portal import clock

    return clock.now().replace(microsecond=0) + timedelta(seconds=seconds)


def _office(code: str, desks: int, *, opens: datetime, horizon_days: int, is_drawn: bool = False) -> Any:
    """Every desk receives every day from 9:00, ten minutes for each visit."""
    from appointments.models import DayChange, Desk, Reception, ScheduleLine, Service, ServiceAtOffice
    from portal import clock
    from portal.accounts.models import Office

    words = {"name_ru": "Отделение", "name_en": "Office", "address_ru": "", "address_en": ""}
    office = Office.objects.create(code=code, region="77", receives_applications=False, **words)
    reception = Reception.objects.create(office=office, zone="Europe/Moscow")
    service = Service.objects.create(code=f"bench-{code}", name_ru="Услуга", name_en="Service")
    offered = ServiceAtOffice.objects.create(
        reception=reception, service=service, minutes=10, opens_at=opens.time(), horizon_days=horizon_days, is_drawn=is_drawn
    )
    today, nine, end = clock.today(), time(9), time(9 + TIMES_OF_A_DAY // 6, TIMES_OF_A_DAY % 6 * 10)
    for number in range(1, desks + 1):
        desk = Desk.objects.create(reception=reception, name=str(number))
        lines = [ScheduleLine(desk=desk, offered=offered, weekday=n, starts=nine, ends=end, valid_from=today) for n in range(7)]
        ScheduleLine.objects.bulk_create(lines)
    DayChange.objects.create(
        reception=reception, kind="open", as_weekday=0, first_day=today, last_day=today + timedelta(days=30), reason_ru="-", reason_en="-"
    )
    return offered


def _made(offered: Any, day: Any) -> dict[str, Any]:
    from appointments.models import Slot
    from appointments.planning.services import make_places

    make_places(reception_id=offered.reception_id, through=day)
    slots = Slot.objects.filter(offered=offered, day=day)
    return {
        "offered": offered.pk,
        "service": offered.service.code,
        "office": offered.reception.office.code,
        "day": day.isoformat(),
        "places": slots.count(),
        "times": sorted({f"{at:%H:%M}" for at in slots.values_list("at", flat=True)}),
    }


if __name__ == "__main__":
    import django

    django.setup()
    commands: dict[str, Callable[..., dict[str, Any]]] = {"places": places, "announce": announce, "cast": cast}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))
