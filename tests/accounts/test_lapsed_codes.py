"""A code that is no longer good: the person reads why, and what to do, in her language."""

import time

import pytest
from django.test import Client

from tests.accounts.doors import CODE, CONFIRM, RESET, RESET_CONFIRM, SIGNUP, VERIFY, is_in, mailed_code, make_officer
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
DOORS = pytest.mark.parametrize(("door", "confirm"), [(CODE, CONFIRM), (SIGNUP, VERIFY), (RESET, RESET_CONFIRM)])
EXPIRED = "The code has expired or was used already. Ask for a new code."
USED_UP = "Five wrong tries: this code opens nothing any more. Ask for a new code."


def asked(door: str) -> tuple[Client, str]:
    """A browser that waits at a door for its code, and the code."""
    client = Client(headers={"accept-language": "en"})
    client.post(door, {"email": "new@test.example" if door == SIGNUP else make_user(password=PASSWORD).email})
    return client, mailed_code()


@DOORS
@pytest.mark.parametrize("seconds", [601, 901, 3600])
def test_an_expired_code_is_told_and_opens_nothing(door, confirm, seconds, monkeypatch):
    client, code = asked(door)
    moment = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: moment)
    page = client.post(confirm, {"code": code}, follow=True)
    assert EXPIRED in page.content.decode()
    assert not is_in(client)


@DOORS
def test_after_five_wrong_codes_the_person_is_told_to_ask_for_another(door, confirm):
    client, right = asked(door)
    for wrong in [code for code in (f"{n:06}" for n in range(6)) if code != right][:5]:
        page = client.post(confirm, {"code": wrong}, follow=True)
    assert USED_UP in page.content.decode()
    assert EXPIRED not in page.content.decode()


def test_a_good_code_is_not_called_expired():
    client, code = asked(CODE)
    assert EXPIRED not in client.post(CONFIRM, {"code": code}, follow=True).content.decode()
    assert is_in(client)


def test_staff_with_a_code_read_their_own_reason_only():
    officer, _secret = make_officer()
    client = Client(headers={"accept-language": "en"})
    client.post(CODE, {"email": officer.email})
    page = client.post(CONFIRM, {"code": mailed_code()}, follow=True).content.decode()
    assert "Staff sign in with a password and a second factor" in page
    assert EXPIRED not in page
