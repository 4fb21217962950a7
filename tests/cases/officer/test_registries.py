"""The tables of the officers' site: who reads them, that nothing is deleted, and how roles are given."""

import pytest
from django.contrib.admin import ModelAdmin

from portal.accounts.models import RoleAssignment
from portal.admin_site import site
from tests.cases.officer import world
from tests.factories import make_case, make_patent, make_user

pytestmark = pytest.mark.django_db
OPERATORS_TABLES = [
    "/admin/accounts/user/", "/admin/accounts/roleassignment/", "/admin/accounts/office/",
    "/admin/events/delivery/", "/admin/notifications/message/",
]  # fmt: skip
PATENTS = "/admin/patents/patent/"


@pytest.mark.parametrize("address", OPERATORS_TABLES)
def test_operators_read_their_tables_and_officers_do_not(address: str) -> None:
    assert world.desk("operator").client.get(address).status_code == 200
    for role in ("officer", "supervisor", "analyst"):
        assert world.desk(role).client.get(address).status_code == 403


def test_officers_read_the_patents_of_their_office_only() -> None:
    here = make_patent("issued", case=make_case("granted", office=world.office()))
    there = make_patent("issued", case=make_case("granted", office=world.office("78")))
    client = world.desk().client
    body = client.get(PATENTS).content.decode()
    assert here.number in body
    assert there.number not in body
    assert client.get(f"{PATENTS}{here.pk}/change/").status_code == 200
    assert client.get(f"{PATENTS}{there.pk}/change/").status_code == 302
    for role in ("analyst", "operator"):
        assert world.desk(role).client.get(PATENTS).status_code == 403


def test_a_patent_is_not_changed_here() -> None:
    patent = make_patent("issued")
    client = world.desk().client
    assert client.post(f"{PATENTS}{patent.pk}/change/", {"status": "annulled"}).status_code == 403
    assert client.post(f"{PATENTS}{patent.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{PATENTS}add/").status_code == 403
    patent.refresh_from_db()
    assert patent.status == "issued"


def test_no_table_deletes_anything(rf: object) -> None:
    request = rf.get("/admin/")  # type: ignore[attr-defined]
    for role in ("operator", "officer", "supervisor", "analyst"):
        request.user = world.staff(role)
        assert [admin for admin in site._registry.values() if admin.has_delete_permission(request)] == []
    assert all(isinstance(admin, ModelAdmin) for admin in site._registry.values())


def test_an_operator_gives_a_role_through_the_service() -> None:
    client = world.desk("operator").client
    colleague = make_user()
    sent = {"email": colleague.email.upper(), "role": "officer", "office": world.office().pk}
    assert client.post("/admin/accounts/roleassignment/add/", sent).status_code == 302
    colleague.refresh_from_db()
    assert colleague.is_staff
    assert RoleAssignment.objects.get(user=colleague).granted_by is not None


@pytest.mark.parametrize(
    "sent", [{"role": "officer", "office": ""}, {"role": "analyst"}, {"email": "nobody@test.example"}, {"role": "king"}]
)
def test_a_role_that_makes_no_sense_is_not_given(sent: dict[str, str]) -> None:
    client, colleague = world.desk("operator").client, make_user()
    full = {"email": colleague.email, "role": "officer", "office": world.office().pk, **sent}
    assert client.post("/admin/accounts/roleassignment/add/", full).status_code == 200
    assert not RoleAssignment.objects.filter(user=colleague).exists()


def test_nobody_gives_themselves_a_role() -> None:
    desk = world.desk("operator")
    sent = {"email": desk.user.email, "role": "officer", "office": world.office().pk}
    desk.client.post("/admin/accounts/roleassignment/add/", sent)
    assert list(desk.user.roles.values_list("role", flat=True)) == ["operator"]


def test_a_role_is_taken_away_and_an_account_switched_off() -> None:
    client, colleague = world.desk("operator").client, world.staff()
    role = colleague.roles.get()
    client.post("/admin/accounts/roleassignment/", {"action": "take_away", "_selected_action": [role.pk]})
    assert not colleague.roles.exists()
    other = world.staff()
    client.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [other.pk]})
    other.refresh_from_db()
    assert not other.is_active


@pytest.mark.parametrize("address", ["/admin/search/?s=queue&page=99999", "/admin/search/?s=x&page=y", "/admin/search/?extended=1&s=%25"])
def test_the_search_of_the_menu_breaks_on_nothing(address: str) -> None:
    assert world.desk().client.get(address).status_code == 200


def test_applicants_are_in_no_table_of_accounts() -> None:
    case = world.case()
    assert case.person.user.email not in world.desk("operator").client.get("/admin/accounts/user/").content.decode()
