"""What supervisors and analysts read: right figures, small ones hidden, nobody named, nothing that runs in a table program."""

import csv
import io
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appointments.board.models import Visit
from appointments.load import noting
from appointments.load.charts import WIDTH, chart
from appointments.load.figures import Figures, Scope, days_to_first_free, figures, hide_small
from appointments.load.models import LeadTime
from appointments.models import Slot
from portal import clock
from portal.accounts.models import RoleAssignment
from tests.appointments.board.counter import Counter, reader
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, make_slot
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db
PAGE = "/admin/appointments-load/"
CSV = f"{PAGE}figures.csv"


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def scope(counter: Counter, **fields: object) -> Scope:
    base = {"offices": (counter.reception.office_id,), "first": counter.day, "last": counter.day}
    return Scope(**{**base, **fields})  # type: ignore[arg-type]


def served(counter: Counter, waited: int, minutes: int, *, booked: bool = False) -> Visit:
    visit = counter.check_in(counter.booking()) if booked else counter.walk_in()
    here = counter.now
    counter.later(minutes=waited)
    visit = counter.act("start", counter.call(make_desk(counter.reception)))
    counter.later(minutes=minutes)
    visit = counter.act("finish", visit)
    counter.set(here)
    return visit


def test_waiting_and_service_time_are_the_middle_and_nine_of_ten(counter: Counter) -> None:
    for waited in (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22):
        served(counter, waited, waited // 2)
    (line,) = figures(scope(counter), "office")
    assert (line.visits, line.waited, line.waited_most, line.served, line.served_most) == (11, 12, 20, 6, 10)


def test_places_taken_and_appointments_missed(counter: Counter) -> None:
    served(counter, 1, 1, booked=True)
    counter.visit_in("no_show")
    counter.booking(time(14))
    make_slot(counter.offered, day=counter.day, at=time(15))
    make_slot(counter.offered, day=counter.day, at=time(16), state=Slot.State.CLOSED)
    make_slot(counter.offered, day=counter.day, at=time(17), channel=Slot.Channel.WALK_IN)
    counter.walk_in()
    (line,) = figures(scope(counter), "service")
    assert (line.planned, line.taken, line.taken_percent) == (5, 4, 80)
    assert (line.booked_done, line.missed, line.missed_percent) == (1, 1, 50)


def test_weeks_begin_on_monday_of_the_offices_days(counter: Counter) -> None:
    monday = counter.day - timedelta(days=counter.day.weekday())
    for days in (-1, 0, 6, 7):
        make_slot(counter.offered, day=monday + timedelta(days=days))
    lines = figures(scope(counter, first=monday - timedelta(days=7), last=monday + timedelta(days=13)), "week")
    assert [(line.key, line.planned) for line in lines] == [
        (monday - timedelta(days=7), 1),
        (monday, 2),
        (monday + timedelta(days=7), 1),
    ]


def test_only_the_chosen_offices_days_and_service_are_counted(counter: Counter) -> None:
    papers = make_offered(counter.reception, make_service("papers"))
    elsewhere = make_offered(make_reception(make_office("780-001")))
    for offered in (counter.offered, papers, elsewhere):
        make_slot(offered, day=counter.day)
        make_slot(offered, day=counter.day + timedelta(days=1))
    assert [line.planned for line in figures(scope(counter), "service")] == [1, 1]
    assert [line.planned for line in figures(scope(counter, service_id=papers.service_id), "service")] == [1]


def test_small_counts_are_hidden_and_cannot_be_reckoned_back() -> None:
    line = Figures("x", planned=40, taken=4, booked_done=30, missed=3, visits=4, waited=7, waited_most=9, served=5, served_most=6)
    hidden = hide_small(line)
    assert (hidden.planned, hidden.taken, hidden.visits, hidden.waited, hidden.served_most) == (40, None, None, None, None)
    assert (hidden.taken_percent, hidden.booked_done, hidden.missed, hidden.missed_percent) == (None, None, None, None)
    shown = Figures("x", planned=40, taken=5, booked_done=30, missed=0, visits=5, waited=7, waited_most=9, served=5, served_most=6)
    assert hide_small(shown) == shown


def test_the_first_free_time_is_what_somebody_could_book_now(counter: Counter) -> None:
    assert days_to_first_free([counter.offered], now=clock.now()) == {}
    for days, fields in ((0, {}), (2, {"state": Slot.State.BOOKED}), (3, {"channel": Slot.Channel.URGENT}), (4, {})):
        make_slot(counter.offered, day=counter.day + timedelta(days=days), at=time(12, 30), **fields)
    make_slot(counter.offered, day=counter.day + timedelta(days=3), at=time(12), opens_at=counter.now + timedelta(hours=1))
    other = make_offered(counter.reception, make_service("papers"))
    make_slot(other, day=counter.day + timedelta(days=1), at=time(9))
    with CaptureQueriesContext(connection) as asked:
        found = days_to_first_free([counter.offered, other], now=clock.now())
    assert found == {counter.offered.pk: 4, other.pk: 1}
    assert len(asked) == 1


def test_the_longest_bar_fills_the_width_and_what_is_hidden_has_no_bar() -> None:
    drawn = chart("t", "a", "b", [("one", 50, 25), ("two", None, 0)])
    assert [[bar.width for bar in row.bars] for row in drawn.rows] == [[WIDTH, WIDTH // 2], [0]]
    assert chart("t", "a", "b", []).rows == []


def test_the_first_free_time_is_noted_once_a_day_from_noon_of_the_office_on(counter: Counter) -> None:
    """Also by two runs at once, of which neither sees the row of the other."""
    closed = make_offered(counter.reception, make_service("papers"), is_offered=False)
    for days in (3, 5):
        make_slot(counter.offered, day=counter.day + timedelta(days=days), at=time(9))
    noon = datetime.combine(counter.day, time(12), ZoneInfo(counter.reception.zone))
    assert noting.note_lead_times(now=noon - timedelta(minutes=1)) == 0
    assert [noting.note_lead_times(now=noon + timedelta(hours=hours)) for hours in (0, 1)] == [1, 0]
    row = LeadTime.objects.get()
    assert (row.offered, row.day, row.days) == (counter.offered, counter.day, 3)
    assert not closed.lead_times.exists()
    LeadTime.objects.bulk_create([LeadTime(offered=counter.offered, day=counter.day, days=99)], ignore_conflicts=True)
    assert LeadTime.objects.get().days == 3
    noting.note_lead_times(now=noon + timedelta(days=4))
    assert list(LeadTime.objects.order_by("day").values_list("days", flat=True)) == [3, 1]


def test_the_lead_time_of_a_week_is_the_middle_day_and_says_how_often_nothing_was_free(counter: Counter) -> None:
    monday = counter.day - timedelta(days=counter.day.weekday())
    for number, days in enumerate((2, 9, 4, None, None)):
        LeadTime.objects.create(offered=counter.offered, day=monday + timedelta(days=number), days=days)
    LeadTime.objects.create(offered=counter.offered, day=monday - timedelta(days=7), days=None)
    before, this = figures(scope(counter, first=monday - timedelta(days=7), last=monday + timedelta(days=6)), "week")
    assert (before.key, before.lead, before.lead_none, before.lead_looks) == (monday - timedelta(days=7), None, 1, 1)
    assert (this.key, this.lead, this.lead_none, this.lead_looks) == (monday, 4, 2, 5)
    (line,) = figures(scope(counter, first=monday, last=monday + timedelta(days=6)), "service")
    assert (line.lead, line.planned) == (4, 0)


def test_lead_time_and_no_shows_are_drawn_and_stand_in_the_table_to_download(counter: Counter) -> None:
    counter.visit_in("no_show")
    served(counter, 1, 1, booked=True)
    LeadTime.objects.create(offered=counter.offered, day=counter.day, days=6)
    page = supervisor(counter).get(PAGE)
    bars = {str(chart.title): [bar.shown for row in chart.rows for bar in row.bars] for chart in page.context["charts"]}
    assert bars["Appointments to which nobody came"] == ["50\u00a0%"]
    assert bars["Days to the first free time at noon, the middle day"] == ["6"]
    _head, row = csv.reader(io.StringIO(supervisor(counter).get(CSV).content.decode("utf-8-sig")), delimiter=";")
    assert row[-3:] == ["6", "1", "0"]


# ---- the page


def supervisor(counter: Counter) -> Client:
    return reader(make_user("supervisor", office=counter.reception.office))


def test_a_supervisor_reads_her_offices_and_no_other(counter: Counter) -> None:
    elsewhere = make_offered(make_reception(make_office("780-001")))
    for offered in (counter.offered, elsewhere):
        make_slot(offered, day=counter.day)
    for address in (f"{PAGE}?by=office", f"{PAGE}?by=office&office=780-001", f"{CSV}?by=office&office=780-001"):
        page = supervisor(counter).get(address).content.decode()
        assert counter.reception.office.name_en in page
        assert "Office 780-001" not in page


def test_who_is_an_officer_elsewhere_supervises_only_where_she_is_supervisor(counter: Counter) -> None:
    elsewhere = make_offered(make_reception(make_office("780-001")))
    make_slot(elsewhere, day=counter.day)
    user = make_user("supervisor", office=counter.reception.office)
    user.roles.create(role=RoleAssignment.Role.OFFICER, office=elsewhere.reception.office)
    assert "Office 780-001" not in reader(user).get(f"{PAGE}?by=office").content.decode()


def test_an_analyst_reads_all_offices_without_small_counts(counter: Counter) -> None:
    elsewhere = make_offered(make_reception(make_office("780-001")))
    for _number in range(5):
        make_slot(elsewhere, day=counter.day)
    make_slot(counter.offered, day=counter.day)
    lines = reader(make_user("analyst")).get(f"{PAGE}?by=office").context["lines"]
    assert sorted(line.figures.planned or 0 for line in lines) == [0, 5]
    assert [line.figures.planned for line in supervisor(counter).get(f"{PAGE}?by=office").context["lines"]] == [1]


def test_nobody_is_named_on_page_or_in_the_table(counter: Counter) -> None:
    person = make_person(family_name="RAHIMOV")
    booking = counter.booking(person=person)
    counter.visit_in("done", booking)
    for address in (PAGE, CSV):
        page = supervisor(counter).get(address).content.decode()
        assert not any(word in page for word in ("RAHIMOV", booking.number, counter.officer.display_name))


@pytest.mark.parametrize("query", ["by=x", "weeks=0", "weeks=99999999999999", "weeks=٤", "office=%00", "service=x'", "by=week&by=office"])
def test_a_choice_that_is_not_there_is_the_first_one(counter: Counter, query: str) -> None:
    assert supervisor(counter).get(f"{PAGE}?{query}").status_code in {200, 400}


def test_the_table_to_download_says_the_same_and_begins_no_formula(counter: Counter) -> None:
    counter.offered.service.name_en = '=HYPERLINK("http://evil.example")'
    counter.offered.service.save()
    served(counter, 10, 5, booked=True)
    answer = supervisor(counter).get(f"{CSV}?by=service")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="appointments-service-')
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert row == ['\'=HYPERLINK("http://evil.example")', "1", "1", "100", "1", "0", "0", "1", "10", "10", "5", "5", "", "0", "0"]
    assert len(head) == len(row)


def test_a_year_of_offices_takes_as_many_questions_as_one_day(counter: Counter, django_assert_max_num_queries: object) -> None:
    client = supervisor(counter)
    for number in range(30):
        make_slot(counter.offered, day=counter.day - timedelta(days=7 * number))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get(f"{PAGE}?weeks=52")
