"""A case that nobody touched in time: told once, from the day after the deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models import Case
from cases.services import announce_overdue, overdue
from cases.tasks import announce_overdue_cases
from portal import clock
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.cases import acts, walk
from tests.factories import make_case, make_office, make_user

pytestmark = pytest.mark.django_db
DEADLINE = date(2026, 3, 20)


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())


def late_case(status: str = "submitted", **fields) -> Case:
    return make_case(status, decide_by=clock.today() - timedelta(days=1), **fields)


def test_the_day_of_the_deadline_is_not_overdue_and_the_next_one_is(monkeypatch):
    case = make_case("submitted", decide_by=DEADLINE)
    at(monkeypatch, datetime(2026, 3, 20, 20, 59, tzinfo=UTC))  # 23:59 in Moscow
    assert announce_overdue() == 0
    at(monkeypatch, datetime(2026, 3, 20, 21, 0, tzinfo=UTC))  # midnight in Moscow
    assert announce_overdue() == 1
    case.refresh_from_db()
    assert (case.overdue_announced_on, acts.events(case)) == (date(2026, 3, 21), ["CaseOverdue"])


def test_the_day_ends_where_the_office_stands(monkeypatch):
    make_case("submitted", decide_by=DEADLINE, office=make_office("410-001"))  # Kamchatka: UTC+12
    at(monkeypatch, datetime(2026, 3, 20, 11, 59, tzinfo=UTC))
    assert announce_overdue() == 0
    at(monkeypatch, datetime(2026, 3, 20, 12, 0, tzinfo=UTC))
    assert announce_overdue() == 1


@pytest.mark.parametrize("status", sorted(Case.OPEN))
def test_every_open_state_can_be_late(status):
    late_case(status)
    assert announce_overdue() == 1


@pytest.mark.parametrize("status", sorted(Case.FINAL))
def test_a_finished_case_is_never_late(status):
    late_case(status)
    with acts.nothing_changes():
        assert announce_overdue() == 0


def test_is_announced_once_whatever_happens_later():
    late_case()
    assert (announce_overdue(), announce_overdue()) == (1, 0)


def test_many_cases_are_announced_in_batches():
    for _n in range(5):
        late_case()
    assert announce_overdue(batch=2) == 5


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_announce_each_case_once():
    cases = [late_case() for _n in range(20)]
    answers = acts.at_once(2, lambda _n: announce_overdue(batch=3))
    assert sum(int(str(answer)) for answer in answers) == len(cases)
    assert all(acts.events(case) == ["CaseOverdue"] for case in cases)


def test_the_supervisors_of_the_office_and_the_applicant_are_told():
    office = make_office()
    chiefs = [make_user("supervisor"), make_user("supervisor")]
    make_user("supervisor", office=make_office("400-001"))
    make_user("officer")
    case = late_case(office=office)
    announce_overdue_cases()
    dispatch_pending()
    told = set(Message.objects.filter(channel="inbox").values_list("recipient_id", flat=True))
    assert told == {*(chief.pk for chief in chiefs), case.person.user_id}


def test_dying_at_any_step_of_a_batch_announces_all_or_nothing():
    case = late_case()
    acts.fails_at_every_step(lambda: overdue._announce_batch(case.office, today=clock.today(), batch=10))
    assert (announce_overdue(), acts.events(case)) == (0, ["CaseOverdue"])


def test_the_page_says_that_the_day_has_passed_and_where_to_complain_instead_of_waiting():
    late, in_time = late_case(), make_case("submitted", decide_by=clock.today())
    page = walk.browser(late.person.user).get(f"/cases/{late.reference}/").content.decode()
    assert "was not made in time" in page
    assert "You may complain about the delay" in page
    assert "You need to do nothing now" not in page
    page = walk.browser(in_time.person.user).get(f"/cases/{in_time.reference}/").content.decode()
    assert "You need to do nothing now" in page
    assert "was not made in time" not in page
