"""By which rule and when new days open: said on the pages, to programs, and in the refusal, by the clock of the office."""

from datetime import UTC, date, datetime, time

import pytest
from django.conf import settings
from django.utils.translation import override

from appointments.errors import NotOpenYet
from appointments.models import ServiceAtOffice
from appointments.services import hold_party, hold_slot
from portal.events.actor import SYSTEM
from tests.appointments.waiting.world import stop_clock
from tests.appointments.world import make_offered, make_reception, make_slot, when
from tests.factories import make_office, make_person, sign_in

pytestmark = pytest.mark.django_db
OPENS = datetime(2026, 6, 16, 21, 0, tzinfo=UTC)  # 9:00 of the 17th in Kamchatka, midnight in Moscow
NEXT_DAY = date(2026, 7, 1)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> ServiceAtOffice:
    """In Kamchatka days open 14 days ahead at 9:00. One is open, one is the next, one comes later."""
    stop_clock(monkeypatch)
    offered = make_offered(make_reception(make_office("410-001", region="41")), horizon_days=14, opens_at=time(9))
    make_slot(offered, day=date(2026, 6, 20), channel="walk_in", opens_at=datetime(2026, 6, 16, tzinfo=UTC))
    make_slot(offered, day=date(2026, 7, 2), opens_at=datetime(2026, 6, 17, 21, 0, tzinfo=UTC))
    make_slot(offered, day=NEXT_DAY, opens_at=OPENS)
    return offered


def times_of(offered: ServiceAtOffice) -> str:
    return f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/"


@pytest.mark.parametrize(
    ("language", "rule", "following"),
    [
        ("en", "New days open 14 days ahead at 09:00", "Next: 1\u00a0July\u00a02026 opens on 17\u00a0June\u00a02026 at 09:00."),
        (
            "ru",
            "открывается за 14 дней в 09:00",
            "Следующий день, 1\u00a0июля\u00a02026\u00a0г., откроется 17\u00a0июня\u00a02026\u00a0г. в 09:00.",
        ),
    ],
)
def test_the_pages_of_offices_and_times_say_the_rule_and_the_next_day(
    far: ServiceAtOffice, language: str, rule: str, following: str
) -> None:
    client = sign_in(make_person().user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address in (times_of(far), f"/appointments/book/{far.service.code}/"):
        page = client.get(address).content.decode()
        assert rule in page
        assert following in page


def test_where_the_next_day_is_not_planned_the_rule_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    offered = make_offered(horizon_days=1)
    client = sign_in(make_person().user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(times_of(offered)).content.decode()
    assert "New days open 1 day ahead at 10:00" in page
    assert "Next:" not in page


def test_programs_read_the_rule_and_the_moment(far: ServiceAtOffice) -> None:
    (office,) = sign_in(make_person().user).get(f"/api/v1/appointments/services/{far.service.code}/offices/").json()
    assert office["new_days"] == {
        "days_ahead": 14,
        "at": "09:00",
        "next_day": "2026-07-01",
        "next_opens_at": "2026-06-17T09:00:00+12:00",
        "extra_day": None,
        "extra_opens_at": None,
    }
    assert (office["region"], office["zone"], office["languages"]) == ("41", "Asia/Kamchatka", ["ru", "en"])


@pytest.mark.parametrize(("language", "moment"), [("en", "17 June 2026, 09:00"), ("ru", "17 июня 2026, 09:00")])
def test_the_refusal_says_when_the_time_opens(far: ServiceAtOffice, language: str, moment: str) -> None:
    slot = far.slots.get(day=NEXT_DAY)
    alone = {**when(slot), "person_id": make_person().pk, "actor": SYSTEM}
    together = {**when(slot), "people": [(make_person().pk, None), (make_person().pk, None)], "actor": SYSTEM}
    for act, asked in ((hold_slot, alone), (hold_party, together)):
        with override(language):
            with pytest.raises(NotOpenYet) as refusal:
                act(**asked)
            assert moment in str(refusal.value).replace("\u00a0", " ")
