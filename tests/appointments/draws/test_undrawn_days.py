"""Days of a drawn service do not become a race because nobody announced the draw: they stay closed, and the office hears of it."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from appointments.draws.errors import DaysOpenAlready, DaysOpenTooSoon
from appointments.draws.messages import days_without_draw
from appointments.draws.rules.times import ends_at
from appointments.draws.services import call_off
from appointments.draws.tasks import tend
from appointments.errors import NotOpenYet
from appointments.models import ServiceAtOffice, Slot
from appointments.planning.services import make_places, put_hours
from appointments.services import book_slot
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from tests.appointments.draws.world import first_day, make_draw, make_drawn
from tests.appointments.waiting.world import MORNING, stop_clock
from tests.appointments.world import english, make_desk, when
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def planned(**fields: Any) -> ServiceAtOffice:
    """Six places every day; a day opens by the rule 5 days before it, at 10:00 in Moscow."""
    offered = make_drawn(**fields)
    desk = make_desk(offered.reception)
    hours = {"starts": time(12), "ends": time(14), "break_starts": None, "break_ends": None, "valid_from": clock.today()}
    for weekday in range(7):
        values = {**hours, "valid_until": None, "desk": desk, "offered": offered, "weekday": weekday}
        put_hours(reception_id=offered.reception_id, values=values, actor=SYSTEM)
    return offered


def places(day: Any) -> list[Slot]:
    return list(Slot.objects.filter(day=day).order_by("at"))


def opens(day: Any) -> set[datetime]:
    return {slot.opens_at for slot in places(day)}


def buy(slot: Slot) -> Any:
    return book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)


def test_nobody_takes_a_place_whose_draw_was_not_announced_though_its_hour_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    planned()
    day = first_day()
    slot = places(day)[0]
    stop_clock(monkeypatch, MORNING + timedelta(days=6))  # a day after the hour of the rule
    with pytest.raises(NotOpenYet):
        buy(slot)
    ServiceAtOffice.objects.update(is_drawn=False)
    make_places(reception_id=slot.offered.reception_id)
    with pytest.raises(NotOpenYet):  # whoever took the lot away would know the second
        buy(slot)
    (published,) = opens(day)
    assert published == MORNING + timedelta(days=7)
    stop_clock(monkeypatch, published)
    assert buy(slot).slot == slot


def test_an_announced_draw_opens_its_days_at_once_by_the_rule_and_a_late_one_when_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the transaction that announces or calls off: no run of the task comes between."""
    offered, boss = planned(), make_user("supervisor")
    first, late = first_day(), first_day() + timedelta(days=1)
    make_draw(offered, supervisor=boss, last_day=first)
    assert opens(first) == {datetime.combine(first - timedelta(days=5), time(7), MORNING.tzinfo)}
    assert opens(late) == {slot.starts_at for slot in places(late)}
    stop_clock(monkeypatch, MORNING + timedelta(days=7))
    draw = make_draw(offered, supervisor=boss, first_day=late, last_day=late)
    assert opens(late) == {ends_at(draw.requests_until)}
    with pytest.raises(NotOpenYet):
        buy(places(late)[0])
    call_off(draw_id=draw.pk, actor=actor_of(boss))
    assert opens(late) == {MORNING + timedelta(days=8)}  # not at the second at which it is called off
    made = make_places(reception_id=offered.reception_id)
    assert (made.changed, made.removed) == (0, 0)  # the task finds nothing left to do on these days


def test_announcing_changes_no_place_of_other_channels() -> None:
    offered = planned(urgent_percent=34)
    kept = {slot.pk: slot.opens_at for slot in places(first_day()) if slot.channel != "everybody"}
    assert kept
    make_draw(offered, last_day=first_day())
    assert {slot.pk: slot.opens_at for slot in places(first_day()) if slot.pk in kept} == kept


def test_a_draw_that_would_not_be_over_before_the_visit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = planned()
    stop_clock(monkeypatch, MORNING + timedelta(days=9))
    with pytest.raises(DaysOpenTooSoon):
        make_draw(offered, first_day=MORNING.date() + timedelta(days=11), last_day=MORNING.date() + timedelta(days=11))


def test_what_everybody_can_take_already_stays_open_when_the_service_is_drawn_from_now_on() -> None:
    offered = planned()
    ServiceAtOffice.objects.update(is_drawn=False)
    make_places(reception_id=offered.reception_id)
    near = MORNING.date() + timedelta(days=2)
    Slot.objects.filter(day=near).update(opens_at=MORNING)
    before = opens(near)
    ServiceAtOffice.objects.update(is_drawn=True)
    make_places(reception_id=offered.reception_id)
    assert opens(near) == before
    assert opens(first_day()) == {slot.starts_at for slot in places(first_day())}


def test_places_for_urgent_deadlines_and_walk_ins_follow_the_rule() -> None:
    planned(urgent_percent=34)
    by_rule = datetime.combine(first_day() - timedelta(days=5), time(7), MORNING.tzinfo)
    assert {slot.opens_at for slot in places(first_day()) if slot.channel == "urgent"} == {by_rule}
    assert {slot.opens_at == slot.starts_at for slot in places(first_day()) if slot.channel == "everybody"} == {True}


def test_supervisors_hear_once_of_each_day_without_a_draw_and_see_it_in_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, boss = planned(), make_user("supervisor")
    tend()
    tend()
    event = Event.objects.get(name="draws.DaysWithoutDraw")
    assert event.payload["last_day"] == str(MORNING.date() + timedelta(days=10))
    (notice,) = days_without_draw(event)
    assert (notice.user_id, notice.url) == (boss.pk, reverse("admin:draws"))
    stop_clock(monkeypatch, MORNING + timedelta(days=1))
    make_draw(offered, supervisor=boss, first_day=MORNING.date() + timedelta(days=11), last_day=MORNING.date() + timedelta(days=11))
    tend()
    assert Event.objects.filter(name="draws.DaysWithoutDraw").count() == 1
    page = english(boss).get(reverse("admin:planning_week", args=["770-001"]), {"day": event.payload["last_day"]}).text
    assert "closed until a draw is announced: 6" in page


def test_days_that_are_open_already_are_refused_in_the_past_tense(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the service was drawn its day opened by the rule; what has happened is not said to come."""
    offered, boss = planned(), make_user("supervisor")
    ServiceAtOffice.objects.update(is_drawn=False)
    make_places(reception_id=offered.reception_id)
    ServiceAtOffice.objects.update(is_drawn=True)
    stop_clock(monkeypatch, MORNING + timedelta(days=5, minutes=1))
    with pytest.raises(DaysOpenAlready) as refused:
        make_draw(offered, supervisor=boss, last_day=first_day(), first_day=MORNING.date() + timedelta(days=10))
    said = {"ru": "открыто для всех с 10:00 20.06.2026", "en": "have been open to everybody since 20.06.2026, 10:00"}
    for language, words in said.items():
        with override(language):
            assert words in str(refused.value)
