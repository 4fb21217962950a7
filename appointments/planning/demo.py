"""Invented receptions: what one comes for, desks, hours with a lunch break, places for the coming weeks, one appointment."""

from datetime import date, time, timedelta
from typing import Any

from django.conf import settings

from appointments.models import Booking, Desk, Reception, ScheduleLine, Service, ServiceAtOffice, Slot
from appointments.planning.services import make_places
from appointments.selectors import bookable, zone_of
from appointments.services import book_slot
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import Actor
from portal.legal import regions
from profiles.models import Person

SERVICES: tuple[dict[str, Any], ...] = (
    {
        "code": "originals-and-fingerprints",
        "name_ru": "Показать оригиналы и сдать отпечатки пальцев", "name_en": "Show originals and give fingerprints",
        "bring_ru": "паспорт\nмиграционная карта\nоригиналы документов, которые вы приложили к заявлению",
        "bring_en": "passport\nmigration card\noriginals of the documents that you attached to the application",
        "procedures": ["work-patent", "temporary-residence", "permanent-residence", "study-residence"],
        "confirms": ["originals", "biometrics"],
    },
    {
        "code": "collect-document",
        "name_ru": "Получить готовый документ", "name_en": "Collect a ready document",
        "bring_ru": "паспорт\nквитанция об оплате, если она нужна", "bring_en": "passport\nreceipt of the payment, if there is one",
        "procedures": ["work-patent", "temporary-residence", "permanent-residence"], "confirms": ["originals"],
    },
    {
        "code": "advice",
        "name_ru": "Консультация по вашему заявлению", "name_en": "Advice about your application",
        "bring_ru": "паспорт\nдокументы, о которых вы хотите спросить", "bring_en": "passport\nthe documents you want to ask about",
        "procedures": [], "confirms": [],
    },
)  # fmt: skip

RECEPTIONS: dict[str, dict[str, Any]] = {
    "770-001": {
        "latitude": "55.75580", "longitude": "37.61730", "step_free": True, "hearing_loop": True, "languages": ["ru", "en", "uz", "tg"],
        "way_ru": "Вход со двора, третий подъезд. Скажите охране номер записи.",
        "way_en": "Entrance from the courtyard, third door. Tell the guard the number of your appointment.",
    },
    "780-001": {
        "latitude": "59.93860", "longitude": "30.31410", "step_free": False, "hearing_loop": False, "languages": ["ru", "en"],
        "way_ru": "Вход с проспекта. На второй этаж ведёт лестница; если вам трудно подняться, позвоните у входа.",
        "way_en": "Entrance from the avenue. Stairs lead to the second floor; if they are hard for you, ring at the door.",
    },
    "390-001": {
        "latitude": "54.71040", "longitude": "20.45220", "step_free": True, "hearing_loop": False, "languages": ["ru", "en"],
        "way_ru": "Вход с набережной. Часы в зале показывают калининградское время.",
        "way_en": "Entrance from the embankment. The clocks in the hall show Kaliningrad time.",
    },
}  # fmt: skip
# By service: minutes, desks, percent for walk-ins and for urgent deadlines.
_OFFERS = {
    "originals-and-fingerprints": (20, ("1", "2", "3"), 10, 10),
    "collect-document": (10, ("4",), 20, 0),
    "advice": (30, ("5",), 0, 0),
}
_WEEKDAYS = range(5)
BOOKED = {"farhod@demo.example": "advice"}


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo receptions belong to the demo only")
    services = {one["code"]: Service.objects.get_or_create(code=one["code"], defaults=one)[0] for one in SERVICES}
    for office in Office.objects.filter(code__in=RECEPTIONS):
        reception, is_new = Reception.objects.get_or_create(
            office=office, defaults={"zone": regions.region(office.region).zone.key, **RECEPTIONS[office.code]}
        )
        if is_new:
            _furnish(reception, services)
            make_places(reception_id=reception.pk)
            _as_opened_long_ago(reception)
    for email, code in BOOKED.items():
        _book(email, services[code])


def _as_opened_long_ago(reception: Reception) -> None:
    """A reception of today would open its first days at the next published hour only."""
    now = clock.now()
    local = now.astimezone(zone_of(reception))
    for offered in ServiceAtOffice.objects.filter(reception=reception):
        last = local.date() + timedelta(days=offered.horizon_days - (local.time() < offered.opens_at))
        Slot.objects.filter(offered=offered, day__lte=last, opens_at__gt=now).update(opens_at=now, opens_secretly=False)
    ServiceAtOffice.objects.filter(reception=reception).update(extra_opens_at=None, extra_day=None)


def _furnish(reception: Reception, services: dict[str, Service]) -> None:
    today = clock.today()
    for code, (minutes, desks, walk_in, urgent) in _OFFERS.items():
        offered = ServiceAtOffice.objects.create(
            reception=reception, service=services[code], minutes=minutes, opens_at=time(10), walk_in_percent=walk_in, urgent_percent=urgent
        )
        for name in desks:
            _hours(Desk.objects.create(reception=reception, name=name), offered, today)


def _hours(desk: Desk, offered: ServiceAtOffice, today: date) -> None:
    lunch = {"break_starts": time(13), "break_ends": time(14)}
    ScheduleLine.objects.bulk_create(
        ScheduleLine(desk=desk, offered=offered, weekday=weekday, starts=time(9), ends=time(18), valid_from=today, **lunch)
        for weekday in _WEEKDAYS
    )


def _book(email: str, service: Service) -> None:
    """The first place from the day after tomorrow on, at the Moscow office."""
    person = Person.objects.filter(user__email=email).first()
    if person is None or Booking.objects.filter(person=person, service=service).exists():
        return
    offered = ServiceAtOffice.objects.get(reception__office__code="770-001", service=service)
    from_day = clock.today() + timedelta(days=2)
    slot = bookable(offered.pk, now=clock.now()).filter(day__gte=from_day).order_by("day", "at").first()
    if slot is not None and slot.state == Slot.State.FREE:
        book_slot(
            offered_id=offered.pk,
            day=slot.day,
            at=slot.at,
            person_id=person.pk,
            actor=Actor("demo", person.user_id),
        )


__all__ = ["BOOKED", "make_demo"]
