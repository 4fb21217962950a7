"""The account page: language of letters, where the account is open."""

import pytest

from portal.accounts.models import User
from tests.accounts.doors import is_in, mailed_code
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def test_it_shows_the_address_and_the_browsers():
    user = make_user()
    client = sign_in(user)
    session = client.session
    session["agent"] = "Mozilla/5.0 (Linux; Android 14) Gecko/130.0 Firefox/130.0"
    session.save()
    page = client.get("/accounts/").content.decode()
    assert user.email in page
    assert "Firefox, Android" in page


def test_the_language_of_letters_changes_only_to_one_we_speak():
    user = make_user(language="en")
    client = sign_in(user)
    client.post("/accounts/language/", {"language": "ru"})
    assert User.objects.get(pk=user.pk).language == "ru"
    assert client.post("/accounts/language/", {"language": "xx"}).status_code == 200
    assert User.objects.get(pk=user.pk).language == "ru"


def test_one_other_browser_can_be_signed_out():
    user = make_user()
    mine, other = sign_in(user), sign_in(user)
    key = next(place.key for place in mine.get("/accounts/").context["places"] if not place.is_current)
    mine.post("/accounts/sessions/end/", {"which": key})
    assert (is_in(mine), is_in(other)) == (True, False)


def test_every_other_browser_can_be_signed_out():
    user = make_user()
    mine, second, third = sign_in(user), sign_in(user), sign_in(user)
    mine.post("/accounts/sessions/end/", {"which": "others"})
    assert (is_in(mine), is_in(second), is_in(third)) == (True, False, False)


def test_signing_out_everywhere_includes_this_browser():
    user = make_user()
    mine, other = sign_in(user), sign_in(user)
    assert mine.post("/accounts/sessions/end/", {"which": "everywhere"}).status_code == 200
    assert (is_in(mine), is_in(other)) == (False, False)


def test_somebody_elses_session_cannot_be_ended():
    victim = sign_in(make_user())
    key = victim.get("/accounts/").context["places"][0].key
    sign_in(make_user()).post("/accounts/sessions/end/", {"which": key})
    assert is_in(victim)


def test_the_number_of_queries_does_not_grow_with_the_browsers(django_assert_max_num_queries):
    user = make_user()
    clients = [sign_in(user) for _n in range(5)]
    with django_assert_max_num_queries(12):
        clients[0].get("/accounts/")


def test_a_new_address_takes_the_place_of_the_old_one_only_with_its_code():
    user = make_user()
    client = sign_in(user)
    client.post("/accounts/email/", {"email": "new@test.example", "action_add": "1"})
    assert User.objects.get(pk=user.pk).email == user.email
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    assert User.objects.get(pk=user.pk).email == "new@test.example"


def test_an_address_that_somebody_has_is_not_taken_over():
    taken = make_user().email
    user = make_user()
    client = sign_in(user)
    client.post("/accounts/email/", {"email": taken, "action_add": "1"})
    client.post("/accounts/confirm-email/", {"code": "123456"})
    assert User.objects.get(pk=user.pk).email == user.email
