"""A civil day begins when it begins where the patent is valid; one watch that cannot be looked at keeps no other waiting."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from employment.watch import services
from employment.watch.models import Watch
from employment.watch.services import looking
from employment.watch.tasks import look_at_watches
from portal import clock
from portal.events.actor import actor_of
from tests.employment.watch_world import make_consent
from tests.factories import make_patent

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 6, 14)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Go = Callable[[datetime], None]


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Go:
    def to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())

    return to


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The watches that were looked at; a run without end is stopped."""
    seen, real = [], looking._look

    def counted(watch: Watch) -> int:
        seen.append(watch.pk)
        if len(seen) > 200:
            raise SoftTimeLimitExceeded
        return real(watch)

    monkeypatch.setattr(looking, "_look", counted)
    return seen


def watched(region: str) -> Watch:
    """A patent that is paid through 14 June, of twelve months, and an employer who is told."""
    patent = make_patent(
        "issued", region=region, issued_on=date(2026, 3, 15), paid_through=UNTIL, expires_on=date(2027, 3, 14), granted_on=date(2026, 3, 10)
    )
    consent = make_consent(patent=patent)
    actor = actor_of(patent.person.user)
    return services.begin_watch(consent_id=consent.pk, ends_on=consent.ends_on, actor=actor, on=clock.today())


def told(watch: Watch) -> list[tuple[str, int]]:
    return [(notice.kind, notice.days) for notice in watch.notices.order_by("pk")]


@pytest.mark.parametrize(("region", "zone"), [("39", "Europe/Kaliningrad"), ("41", "Asia/Kamchatka"), ("77", "Europe/Moscow")])
def test_each_end_is_told_when_its_day_begins_in_the_region_and_a_run_looks_at_a_watch_once(go: Go, looks: list[int], region, zone):
    go(datetime(2026, 5, 2, 12, tzinfo=clock.MOSCOW))
    watch = watched(region)
    for before, news in [(30, "ending"), (15, "ending"), (5, "ending"), (1, "ending"), (-1, "lapsed")]:
        begins = datetime.combine(UNTIL - before * DAY, time.min, ZoneInfo(zone))
        known = told(watch)
        for earlier in (11 * HOUR, HOUR, timedelta(minutes=30), timedelta(seconds=1)):
            go(begins - earlier)
            looks.clear()
            services.look_at_due()
            assert len(looks) <= 1
            assert told(watch) == known
        go(begins)
        looks.clear()
        assert (services.look_at_due(), services.look_at_due()) == (1, 0)
        assert looks == [watch.pk]
        assert told(watch) == [*known, (news, max(before, 0))]
        assert watch.notices.latest("pk").told_on == begins.date()


@pytest.mark.parametrize("region", ["39", "41"])
def test_a_watch_is_over_once_its_last_day_is_over_in_moscow(go: Go, region: str):
    go(datetime(2026, 5, 2, 12, tzinfo=clock.MOSCOW))
    watch = watched(region)
    Watch.objects.update(ends_on=date(2026, 5, 9))
    over = datetime(2026, 5, 10, tzinfo=clock.MOSCOW)
    for moment, status in [(over - 12 * HOUR, "active"), (over - timedelta(seconds=1), "active"), (over, "ended")]:
        go(moment)
        services.look_at_due()
        watch.refresh_from_db()
        assert watch.status == status


def test_a_watch_whose_look_raises_keeps_no_other_waiting_and_has_its_turn_again(go: Go, monkeypatch: pytest.MonkeyPatch):
    go(datetime(2026, 5, 2, 12, tzinfo=clock.MOSCOW))
    first, poison, last = watched("77"), watched("39"), watched("41")
    real = looking.standing

    def standing(patent):
        if patent.region == "39":
            raise ValueError("poison")
        return real(patent)

    go(datetime(2026, 5, 16, 12, tzinfo=clock.MOSCOW))
    with monkeypatch.context() as broken:
        broken.setattr(looking, "standing", standing)
        with pytest.raises(ValueError, match="poison"):
            look_at_watches()
    assert [told(watch) for watch in (first, poison, last)] == [[("ending", 30)], [], [("ending", 30)]]
    look_at_watches()
    assert told(poison) == [("ending", 30)]


def test_the_end_of_the_tasks_time_keeps_what_was_told_and_the_next_run_goes_on(go: Go, monkeypatch: pytest.MonkeyPatch):
    go(datetime(2026, 5, 2, 12, tzinfo=clock.MOSCOW))
    watches = [watched("77") for _n in range(3)]
    go(datetime(2026, 5, 16, 12, tzinfo=clock.MOSCOW))
    real = looking._look
    with monkeypatch.context() as short:
        turns = iter([real, real])

        def until_the_time_is_over(watch: Watch) -> int:
            if (turn := next(turns, None)) is None:
                raise SoftTimeLimitExceeded
            return turn(watch)

        short.setattr(looking, "_look", until_the_time_is_over)
        with pytest.raises(SoftTimeLimitExceeded):
            services.look_at_due()
    assert [len(told(watch)) for watch in watches] == [1, 1, 0]
    assert services.look_at_due() == 1
