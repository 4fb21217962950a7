"""A draw is announced while another one is, and while places are made: the lock of the reception, beside its controls without it."""

import threading
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from appointments.draws.errors import DaysDrawnAlready
from appointments.draws.models import Draw
from appointments.draws.services import announcing
from appointments.models import ScheduleLine, ServiceAtOffice, Slot
from appointments.planning.openings import WITHHELD
from appointments.planning.services import make_places, making
from portal import clock
from tests.appointments.draws.world import first_day, make_draw, make_drawn
from tests.appointments.waiting.world import MORNING, stop_clock
from tests.appointments.world import make_desk
from tests.cases.acts import all_at_once, without_locks
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def planned() -> ServiceAtOffice:
    """Six places every day of which none is made yet; a day opens by the rule 5 days before it, at 10:00 in Moscow."""
    offered = make_drawn()
    desk, hours = make_desk(offered.reception), {"starts": time(12), "ends": time(14), "valid_from": clock.today()}
    ScheduleLine.objects.bulk_create(ScheduleLine(desk=desk, offered=offered, weekday=weekday, **hours) for weekday in range(7))
    return offered


def announced_while_places_are_made(offered: ServiceAtOffice, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the announcement and the making answered. The making has read which draws there are, and has written nothing yet, when the
    draw is announced."""
    supervisor = make_user("supervisor", office=offered.reception.office)
    read, go_on, plain = threading.Event(), threading.Event(), making.follow_draws

    def read_and_wait(places: Any) -> None:
        plain(places)
        read.set()
        go_on.wait(timeout=30)

    def announce() -> Draw:
        read.wait(timeout=30)
        threading.Timer(1, go_on.set).start()  # an announcement that waits for the making would wait for ever
        try:
            return make_draw(offered, supervisor=supervisor)
        finally:
            go_on.set()

    with monkeypatch.context() as patch:
        patch.setattr(making, "follow_draws", read_and_wait)
        return all_at_once([announce, lambda: make_places(reception_id=offered.reception_id)])


def of_the_draw() -> Any:
    return Slot.objects.filter(day__range=(first_day(), first_day() + timedelta(days=1)))


def test_places_that_are_made_while_their_draw_is_announced_open_by_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = announced_while_places_are_made(planned(), monkeypatch)
    assert [one for one in answers if isinstance(one, Exception)] == []
    opens = {datetime.combine(first_day() - timedelta(days=days), time(7), MORNING.tzinfo) for days in (5, 4)}
    assert {slot.opens_at for slot in of_the_draw()} == opens
    assert (of_the_draw().count(), of_the_draw().filter(WITHHELD).count()) == (12, 0)


def test_without_the_locks_places_of_an_announced_draw_stay_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: they were made by a plan that knew of no draw, after the announcement had opened what there was."""
    offered = planned()
    with monkeypatch.context() as patch:
        without_locks(patch)
        announced_while_places_are_made(offered, monkeypatch)
    assert (Draw.objects.count(), of_the_draw().filter(WITHHELD).count()) == (1, 12)


def test_without_the_reception_first_the_announcement_and_the_making_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the order: the service is locked, then the reception is asked for; PostgreSQL ends one of the two."""
    monkeypatch.setattr(announcing, "_lock_reception", lambda offered_id: None)
    answers = announced_while_places_are_made(planned(), monkeypatch)
    assert [type(one).__name__ for one in answers if isinstance(one, Exception)] == ["OperationalError"]


def announced_twice(offered: ServiceAtOffice, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Two supervisors announce the same days; each has looked for other draws before either writes, unless one waits for the other."""
    two = [make_user("supervisor", office=offered.reception.office) for _ in range(2)]
    looked = threading.Barrier(2)
    plain = announcing.commitment

    def after_the_other_looked(seed: bytes) -> str:
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=2)
        return plain(seed)

    monkeypatch.setattr(announcing, "commitment", after_the_other_looked)
    return all_at_once([lambda supervisor=supervisor: make_draw(offered, supervisor=supervisor) for supervisor in two])


def test_of_two_who_announce_the_same_days_at_once_one_is_told_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = announced_twice(planned(), monkeypatch)
    assert sorted(type(one).__name__ for one in answers) == [DaysDrawnAlready.__name__, "Draw"]
    assert Draw.objects.count() == 1


def test_without_the_locks_the_same_days_are_drawn_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    without_locks(monkeypatch)
    announced_twice(planned(), monkeypatch)
    assert Draw.objects.count() == 2
