"""Analysts see numbers and no person; supervisors the load of their own office."""

import pytest

from tests.cases.officer import world
from tests.cases.officer.test_case_acts import page

pytestmark = pytest.mark.django_db


def test_an_analyst_opens_numbers_and_nothing_about_people() -> None:
    case = world.case()
    client = world.desk("analyst").client
    assert client.get("/admin/")["Location"] == "/admin/numbers/"
    body = client.get("/admin/numbers/").content.decode()
    assert "Moscow" in body
    for secret in ("RAKHIMOVA", "РАХИМОВА", case.reference):
        assert secret not in body
    for address in (page(case), "/admin/queue/", "/admin/find/", "/admin/load/"):
        assert client.get(address).status_code == 403


def test_small_counts_are_not_shown() -> None:
    for _number in range(4):
        world.case()
    client = world.desk("analyst").client
    assert [row.sent for row in client.get("/admin/numbers/").context["tables"][0]["rows"]] == [None]
    world.case()
    row = client.get("/admin/numbers/").context["tables"][0]["rows"][0]
    assert (row.sent, row.open, row.granted) == (5, 5, 0)


@pytest.mark.parametrize("days", ["0", "-1", "nonsense", "99999999999999", "٣٠"])
def test_an_unknown_period_is_the_first_one(days: str) -> None:
    response = world.desk("analyst").client.get(f"/admin/numbers/?days={days}")
    assert (response.status_code, response.context["days"]) == (200, 30)


def test_numbers_and_load_are_for_their_own_readers() -> None:
    officer, supervisor = world.desk().client, world.desk(world.Role.SUPERVISOR).client
    assert officer.get("/admin/numbers/").status_code == officer.get("/admin/load/").status_code == 403
    assert supervisor.get("/admin/numbers/").status_code == 403
    assert supervisor.get("/admin/load/").status_code == 200


def test_the_load_of_another_office_is_not_there() -> None:
    world.case(world.office("78"))
    response = world.desk(world.Role.SUPERVISOR).client.get("/admin/load/?office=780-001")
    assert response.context["office"].code == "770-001"
    assert response.context["loads"] == []
