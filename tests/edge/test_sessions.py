"""Sessions live in PostgreSQL, and a copy of the table signs nobody in."""

import pytest
from django.test import Client
from knox.models import AuthToken

from portal.edge.models import Session
from portal.edge.sessions import SessionStore, stored_key
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def test_the_table_holds_neither_the_cookie_nor_the_data():
    store = SessionStore()
    store["code"] = "314159"
    store.save()
    row = Session.objects.get()
    assert store.session_key not in (row.session_key, row.session_data)
    assert row.session_key == stored_key(store.session_key)
    assert "314159" not in row.session_data


def test_a_stored_key_is_no_cookie():
    sign_in(make_user())
    thief = Client()
    thief.cookies["sessionid"] = Session.objects.get().session_key
    assert thief.get("/inbox/").status_code == 302


def test_what_was_put_in_comes_out_again():
    store = SessionStore()
    store["name"] = "Зарина"
    store.save()
    assert SessionStore(store.session_key)["name"] == "Зарина"
    assert SessionStore().exists(store.session_key)


def test_data_that_our_keys_did_not_encrypt_is_an_empty_session():
    store = SessionStore()
    store["name"] = "x"
    store.save()
    Session.objects.update(session_data="eyJhIjoxfQ")
    assert "name" not in SessionStore(store.session_key)


def test_a_session_names_its_account_so_that_all_of_them_can_be_ended():
    user = make_user()
    sign_in(user)
    assert Session.objects.get().user_id == user.pk


def test_signing_in_changes_the_cookie_and_ends_the_old_one():
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else session.session_key
    sign_in(make_user(), client=client)
    assert client.cookies["sessionid"].value != before
    assert not SessionStore().exists(before)


def test_signing_out_deletes_the_row():
    client = sign_in(make_user())
    client.post("/accounts/logout/")
    assert not Session.objects.filter(user__isnull=False).exists()


def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser():
    assert "no-store" in sign_in(make_user()).get("/inbox/").headers["Cache-Control"]


def test_what_a_program_gets_for_its_token_is_kept_by_nobody():
    _row, token = AuthToken.objects.create(make_user())
    answer = Client().get("/api/v1/me/", headers={"Authorization": f"Token {token}"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")


def test_the_page_that_begins_a_session_is_kept_by_nobody():
    answer = Client().post("/accounts/signup/", {"email": "new@test.example"})
    assert "sessionid" in answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_page_for_everybody_may_be_kept():
    assert "Cache-Control" not in Client().get("/help/").headers
