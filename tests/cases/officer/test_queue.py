"""The queue: whose cases, in which order, page by page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from portal import clock
from tests.cases.officer import world
from tests.factories import make_case, make_user, sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/queue/"


def references(body: bytes) -> list[str]:
    return re.findall(r'officer-reference" href="/admin/case/([^/"]+)/"', body.decode())


def link(body: bytes, which: str) -> str:
    found = re.search(rf'rel="{which}" href="([^"]+)"', body.decode())
    return QUEUE + found.group(1).replace("&amp;", "&") if found else ""


def shown(client: Client, query: str = "") -> list[str]:
    return references(client.get(QUEUE + query).content)


def test_admin_opens_the_queue_for_an_officer() -> None:
    response = world.desk().client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"] == QUEUE


def test_the_queue_is_in_order_of_legal_deadline() -> None:
    today = clock.today()
    calm, late, soon = (world.case(decide_by=today + timedelta(days=days)) for days in (30, -1, 1))
    assert shown(world.desk().client) == [late.reference, soon.reference, calm.reference]


def test_each_list_holds_its_cases() -> None:
    me, other = world.desk(), world.staff()
    waiting = world.case()
    mine = world.case(status="in_review", holder=me.user)
    asked = world.case(status="info_requested", holder=other)
    my_proposal = world.case(status="proposed", holder=me.user)
    to_confirm = world.case(status="proposed", holder=other)
    late = world.case(decide_by=clock.today() - timedelta(days=1), status="in_review", holder=other)
    world.case(status="withdrawn")
    lists = {
        "waiting": {waiting},
        "mine": {mine, my_proposal},
        "confirm": {to_confirm},
        "asked": {asked},
        "overdue": {late},
        "open": {waiting, mine, asked, my_proposal, to_confirm, late},
    }
    for code, cases in lists.items():
        assert set(shown(me.client, f"?show={code}")) == {case.reference for case in cases}, code


def test_a_case_is_overdue_from_the_day_after_its_deadline() -> None:
    today = clock.today()
    world.case(decide_by=today)
    late = world.case(decide_by=today - timedelta(days=1))
    assert shown(world.desk().client, "?show=overdue") == [late.reference]


def test_pages_follow_each_other_while_rows_change() -> None:
    desk, today = world.desk(), clock.today()
    cases = [world.case(decide_by=today + timedelta(days=number // 3)) for number in range(60)]
    first = desk.client.get(QUEUE).content
    assert references(first) == [case.reference for case in cases[:25]]
    # What happens before the edge of the page moves nothing behind it.
    world.case(decide_by=today - timedelta(days=5))
    Case.objects.filter(pk=cases[3].pk).update(status="withdrawn")
    second = desk.client.get(link(first, "next")).content
    assert references(second) == [case.reference for case in cases[25:50]]
    third = desk.client.get(link(second, "next")).content
    assert references(third) == [case.reference for case in cases[50:]]
    assert not link(third, "next")
    assert references(desk.client.get(link(third, "prev")).content) == [case.reference for case in cases[25:50]]


@pytest.mark.parametrize(
    "key", ["nonsense", "2026-13-45_1", "2026-01-01_", "٢٠٢٦-01-01_1", "2026-01-01_99999999999999999999", "-1", "2026-01-01_1%00"]
)
def test_a_broken_edge_means_the_first_page(key: str) -> None:
    case = world.case()
    for name in ("after", "before"):
        response = world.desk().client.get(f"{QUEUE}?{name}={key}&office=&show=")
        assert response.status_code in (200, 400)
        if response.status_code == 200:
            assert references(response.content) == [case.reference]


def test_another_office_is_not_in_the_queue() -> None:
    world.case(world.office("78"))
    mine = world.case()
    desk = world.desk()
    assert shown(desk.client, "?show=open&office=780-001") == [mine.reference]


def test_a_supervisor_of_two_offices_chooses_one() -> None:
    desk = world.desk(world.Role.SUPERVISOR)
    desk.user.roles.create(role="supervisor", office=world.office("78"))
    there, here = world.case(world.office("78")), world.case()
    assert shown(desk.client, "?office=780-001") == [there.reference]
    assert shown(desk.client, "?office=770-001") == [here.reference]


def test_the_number_of_queries_does_not_grow_with_rows() -> None:
    desk = world.desk()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.client.get(f"{QUEUE}?show=open")
        assert not [query for query in captured if 'SELECT COUNT(*) AS "__count" FROM "cases_case"' in query["sql"]]
        return len(captured)

    world.case()
    queries()
    few = queries()
    for _number in range(24):
        world.case(status="in_review", holder=world.staff())
    assert queries() == few <= 25


def test_counts_stop_at_99() -> None:
    from cases.officer.reads import count_up_to

    world.case(), world.case(), world.case()
    assert count_up_to(Case.objects.all(), 3) == "3"
    assert count_up_to(Case.objects.all(), 2) == "2+"


@pytest.mark.parametrize("address", [QUEUE, "/admin/find/"])
def test_only_those_who_work_on_cases_come_in(address: str) -> None:
    for role in ("analyst", "operator"):
        assert world.desk(role).client.get(address).status_code == 403
    assert sign_in(make_user()).get(address, follow=True).status_code == 403
    assert Client().get(address)["Location"] == f"/admin/login/?next={address}"


def test_staff_without_the_second_factor_do_not_come_in() -> None:
    client = sign_in(world.staff(), complete=False)
    assert client.get(QUEUE)["Location"].startswith("/accounts/")


def test_names_are_escaped() -> None:
    world.case(applicant=world.person(family_name="<script>alert(1)</script>", given_names="{{ 7 }}"))
    body = world.desk().client.get(QUEUE).content.decode()
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


# ---- search


def find(client: Client, wanted: str) -> tuple[int, str, list[str]]:
    response = client.post("/admin/find/", {"wanted": wanted})
    return response.status_code, response.get("Location", ""), references(response.content)


def test_a_reference_number_opens_its_case_however_it_was_typed() -> None:
    case = world.case()
    typed = case.reference.lower().replace("-", " ").replace("m", "М")
    assert find(world.desk().client, typed)[:2] == (302, f"/admin/case/{case.reference}/")


@pytest.mark.parametrize("typed", ["rakh", "RAKHIMOVA", "рахим"])
def test_a_family_name_is_found_by_its_beginning(typed: str) -> None:
    case = world.case()
    world.case(applicant=world.person(family_name="ALIYEV", family_name_ru="АЛИЕВ"))
    assert find(world.desk().client, typed) == (200, "", [case.reference])


@pytest.mark.parametrize("typed", ["%", "_", "zzz", "' or 1=1 --", "\\"])
def test_what_is_no_name_finds_nothing(typed: str) -> None:
    world.case()
    assert find(world.desk().client, typed) == (200, "", [])


def test_search_stays_inside_the_office_and_finds_no_draft() -> None:
    elsewhere = world.case(world.office("78"))
    make_case("draft", person=world.person())
    desk = world.desk()
    assert find(desk.client, "rakh")[2] == []
    assert find(desk.client, elsewhere.reference) == (200, "", [])


def test_whoever_is_found_by_name_can_read_that_they_were_looked_for() -> None:
    case, desk = world.case(), world.desk()
    find(desk.client, "rakh")
    assert case.person.access_records.get().reader_id == desk.user.pk
