"""The registries of the officers' site: what an address may ask, and what it never breaks."""

import pytest
from django.contrib.admin import ModelAdmin

from portal.admin_site import site
from portal.registries import Registry
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/accounts/user/"


@pytest.mark.parametrize("address", [
    f"{ACCOUNTS}?password__startswith=pbkdf2", f"{ACCOUNTS}?last_login__year=2026",
    "/admin/notifications/message/?body__contains=a", "/admin/notifications/message/?recipient=1",
    "/admin/events/delivery/?event__payload__contains=a", "/admin/accounts/roleassignment/?user__password__startswith=p",
])  # fmt: skip
def test_a_column_that_no_page_shows_cannot_be_asked_about(address):
    assert sign_in(make_user("operator")).get(address).status_code == 400


def test_the_filters_that_the_page_offers_still_work():
    client = sign_in(make_user("operator"))
    for query in ("is_active__exact=1", "q=demo", "p=2", "o=1"):
        assert client.get(f"{ACCOUNTS}?{query}").status_code == 200
    for query in ("role__exact=officer", "office__id__exact=1"):
        assert client.get(f"/admin/accounts/roleassignment/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["e=1&p=-1", "e=1&nothing=1", "p=-1", "p=99999999999999999999", "p=x", "o=.%00", "e=1", "nothing=1"])
def test_an_address_typed_by_hand_breaks_no_registry(query):
    client = sign_in(make_user("operator"))
    assert client.get(f"{ACCOUNTS}?{query}", follow=True).status_code in {200, 400}


def test_every_table_of_the_site_is_such_a_registry():
    tables: list[ModelAdmin] = list(site._registry.values())
    assert tables
    assert all(isinstance(table, Registry) for table in tables)
