"""Places made when their published hour has passed: nobody knows before the others when they open, and who waits is asked first."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from appointments.availability import free_times, offered_now, open_places, opening
from appointments.errors import NotOpenYet
from appointments.models import ServiceAtOffice, Slot
from appointments.planning.effect import effect_of
from appointments.planning.services import make_places, put_day, put_hours, put_service, remove_day
from appointments.rules.grid import NOTICE, next_opening
from appointments.rules.reopening import LATEST
from appointments.services import book_slot, cancel_booking
from appointments.services.booking import EVERYBODY
from appointments.waiting.services import decline_offer
from portal import clock
from portal.events.actor import SYSTEM
from tests.appointments.test_planning import closed, hours
from tests.appointments.waiting.world import MORNING, open_offer, stop_clock, wait
from tests.appointments.world import make_desk, make_offered, make_slot, opened, when
from tests.factories import make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
SATURDAY = date(2026, 6, 20)  # MORNING is the Monday before, 10:00
TOMORROW_AT_TEN = MORNING + timedelta(days=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    stop_clock(monkeypatch)
    return lambda moment: stop_clock(monkeypatch, moment)


@pytest.fixture
def offered(at: Any) -> ServiceAtOffice:
    """Mondays and Tuesdays, opened 14 days ahead at 10:00; that was long ago."""
    found = make_offered(horizon_days=14)
    desk = make_desk(found.reception)
    for day in (date(2026, 6, 15), date(2026, 6, 16)):
        put_hours(reception_id=found.reception_id, values=hours(desk, found, day), actor=SYSTEM)
    opened(found)
    return found


def extra_saturday(offered: ServiceAtOffice, day: date = SATURDAY) -> None:
    words = {"reason_ru": "Дополнительный день", "reason_en": "An extra day"}
    values = {"kind": "open", "desk": None, "first_day": day, "last_day": day, "as_weekday": 0, **words}
    put_day(reception_id=offered.reception_id, values=values, actor=SYSTEM)


def of(day: date) -> list[Slot]:
    return list(Slot.objects.filter(day=day).order_by("starts_at"))


def is_shown(offered: ServiceAtOffice, day: date = SATURDAY) -> bool:
    return bool(free_times(open_places(offered, now=clock.now(), channels=EVERYBODY), day))


def test_an_extra_saturday_opens_for_everybody_at_the_next_published_hour(at: Any, offered: ServiceAtOffice) -> None:
    extra_saturday(offered)
    assert {slot.opens_at for slot in of(SATURDAY)} == {TOMORROW_AT_TEN}
    with pytest.raises(NotOpenYet):
        book_slot(**when(of(SATURDAY)[0]), person_id=make_person().pk, actor=SYSTEM)
    at(TOMORROW_AT_TEN - timedelta(minutes=1))
    assert not is_shown(offered)
    make_places(reception_id=offered.reception_id)
    at(TOMORROW_AT_TEN)
    assert is_shown(offered)
    made = make_places(reception_id=offered.reception_id)
    assert (made.added, made.changed) == (0, 0)
    book_slot(**when(of(SATURDAY)[0]), person_id=make_person().pk, actor=SYSTEM)


def test_the_pages_of_the_office_and_the_api_announce_it(at: Any, offered: ServiceAtOffice) -> None:
    extra_saturday(offered)
    user = make_user()
    make_person(user)
    client = sign_in(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    service, office = offered.service.code, offered.reception.office.code
    said = "Extra times have been added, the first on 20\xa0June\xa02026; they open on 16\xa0June\xa02026 at 10:00."
    for address in (reverse("appointments:times", args=[service, office]), reverse("appointments:offices", args=[service])):
        assert said in client.get(address).text
    told = client.get(f"/api/v1/appointments/services/{service}/offices/").json()[0]["new_days"]
    assert (told["extra_day"], told["extra_opens_at"]) == ("2026-06-20", "2026-06-16T10:00:00+03:00")
    at(TOMORROW_AT_TEN)
    assert opening(offered_now(now=clock.now()).get(), now=clock.now()).extra_day is None
    make_places(reception_id=offered.reception_id)
    offered.refresh_from_db()
    assert (offered.extra_day, offered.extra_opens_at) == (None, None)


def test_what_is_open_stays_open_when_an_extra_day_is_added(offered: ServiceAtOffice) -> None:
    before = dict(Slot.objects.values_list("pk", "opens_at"))
    extra_saturday(offered)
    assert dict(Slot.objects.filter(pk__in=before).values_list("pk", "opens_at")) == before


def test_longer_hours_open_like_an_extra_day(offered: ServiceAtOffice) -> None:
    line = offered.reception.desks.get().lines.get(weekday=1)
    values = {**hours(line.desk, offered, date(2026, 6, 16)), "ends": time(13)}
    put_hours(reception_id=offered.reception_id, line_id=line.pk, values=values, actor=SYSTEM)
    later = [slot for slot in of(date(2026, 6, 23)) if slot.at >= time(11)]
    assert {slot.opens_at for slot in later} == {TOMORROW_AT_TEN}
    assert all(slot.opens_at <= MORNING for slot in of(date(2026, 6, 23)) if slot.at < time(11))


def test_a_wider_horizon_opens_nothing_at_the_second_at_which_it_is_kept(offered: ServiceAtOffice) -> None:
    values = {"service": offered.service, "horizon_days": 40}
    put_service(reception_id=offered.reception_id, offered_id=offered.pk, values=values, actor=SYSTEM)
    beyond = Slot.objects.filter(day__gt=date(2026, 6, 29), day__lte=date(2026, 7, 24))
    assert set(beyond.values_list("opens_at", flat=True)) == {TOMORROW_AT_TEN}


def test_fewer_days_ahead_close_the_far_ones_until_their_own_hour(offered: ServiceAtOffice) -> None:
    put_service(
        reception_id=offered.reception_id, offered_id=offered.pk, values={"service": offered.service, "horizon_days": 7}, actor=SYSTEM
    )
    assert {slot.opens_at for slot in of(date(2026, 6, 29))} == {datetime(2026, 6, 22, 10, tzinfo=MOSCOW)}


def test_a_day_that_is_closed_and_opened_again_is_an_extra_day(offered: ServiceAtOffice) -> None:
    day = date(2026, 6, 23)
    put_day(reception_id=offered.reception_id, values=closed(day), actor=SYSTEM)
    remove_day(reception_id=offered.reception_id, change_id=offered.reception.day_changes.get().pk, actor=SYSTEM)
    assert {slot.opens_at for slot in of(day)} == {TOMORROW_AT_TEN}


def test_times_too_near_for_a_published_hour_open_within_this_one_at_moments_that_nobody_knows(at: Any, offered: ServiceAtOffice) -> None:
    """Officers add two hours for tomorrow: at the next published hour tomorrow's morning is over."""
    line = offered.reception.desks.get().lines.get(weekday=1)
    values = {**hours(line.desk, offered, date(2026, 6, 16)), "starts": time(9), "ends": time(12)}
    put_hours(reception_id=offered.reception_id, line_id=line.pk, values=values, actor=SYSTEM)
    added = [slot for slot in of(date(2026, 6, 16)) if slot.at >= time(11)]
    assert len({slot.opens_at for slot in added}) == len(added) == 3
    assert all(MORNING < slot.opens_at <= MORNING + LATEST and slot.opens_secretly for slot in added)
    assert make_places(reception_id=offered.reception_id).changed == 0


def test_who_waits_for_such_a_day_is_asked_first_and_the_others_meet_the_published_hour(at: Any, offered: ServiceAtOffice) -> None:
    Slot.objects.filter(day__lte=date(2026, 6, 30)).update(state="booked")  # else nobody may wait
    first, second = wait(offered), wait(offered, first_day=SATURDAY, last_day=SATURDAY)
    elsewhere = wait(offered, first_day=date(2026, 6, 25), last_day=date(2026, 6, 26))
    extra_saturday(offered)
    assert [open_offer(one).slot.day for one in (first, second)] == [SATURDAY, SATURDAY]
    assert not elsewhere.offers.exists()
    free = [slot for slot in of(SATURDAY) if slot.state == "free"]
    assert len(free) == len(of(SATURDAY)) - 2
    assert {slot.opens_at for slot in free} == {TOMORROW_AT_TEN}


def test_an_extra_place_that_the_waiting_list_leaves_keeps_the_published_hour(at: Any, offered: ServiceAtOffice) -> None:
    Slot.objects.filter(day__lte=date(2026, 6, 30)).update(state="booked")
    entry = wait(offered)
    extra_saturday(offered)
    offer = open_offer(entry)
    decline_offer(offer_id=offer.pk, actor=SYSTEM)
    offer.slot.refresh_from_db()
    assert (offer.slot.state, offer.slot.opens_at, offer.slot.opens_secretly) == ("free", TOMORROW_AT_TEN, False)


def test_the_preview_offers_nothing_to_anybody(at: Any, offered: ServiceAtOffice) -> None:
    Slot.objects.filter(day__lte=date(2026, 6, 30)).update(state="booked")
    entry = wait(offered)
    effect = effect_of(offered.reception, lambda: extra_saturday(offered))
    assert effect.new == 6
    assert (entry.offers.count(), of(SATURDAY)) == (0, [])


def test_a_place_given_back_before_the_plan_changed_does_not_open_at_the_second_of_the_change(at: Any, offered: ServiceAtOffice) -> None:
    slot = make_slot(offered, day=date(2026, 6, 22), desk=offered.reception.desks.get(), at=time(8))
    booking = book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    slot.refresh_from_db()
    line = offered.reception.desks.get().lines.get(weekday=0)
    values = {**hours(line.desk, offered, date(2026, 6, 15)), "starts": time(8)}
    put_hours(reception_id=offered.reception_id, line_id=line.pk, values=values, actor=SYSTEM)
    opens = slot.opens_at
    slot.refresh_from_db()
    assert slot.opens_at == opens


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 6, 15, 21, 59, tzinfo=MOSCOW), datetime(2026, 6, 16, 10, tzinfo=MOSCOW)),
        (datetime(2026, 6, 15, 22, 0, tzinfo=MOSCOW), datetime(2026, 6, 16, 10, tzinfo=MOSCOW)),
        (datetime(2026, 6, 15, 22, 1, tzinfo=MOSCOW), datetime(2026, 6, 17, 10, tzinfo=MOSCOW)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=MOSCOW), datetime(2027, 1, 2, 10, tzinfo=MOSCOW)),
    ],
)
def test_everybody_hears_of_it_twelve_hours_before_at_the_least(now: datetime, opens: datetime) -> None:
    found = next_opening(now, opens_at=time(10), zone=MOSCOW)
    assert found == opens
    assert found - now >= NOTICE
