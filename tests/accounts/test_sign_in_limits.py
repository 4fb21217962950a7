"""Rule 16: 50 forged addresses, 40 parallel guesses, Redis stopped."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from portal.edge import sign_in_limits
from portal.notifications.models import SecretMail
from tests.accounts.doors import CODE, CONFIRM, FACTOR, LOGIN, RESET, SIGNUP, VERIFY, by_password, is_in, mailed_code, make_officer
from tests.factories import PASSWORD, make_user


def guess(email: str, **headers: str) -> int:
    return Client().post(LOGIN, {"login": email, "password": "wrong"}, headers=headers).status_code


@pytest.mark.django_db
def test_fifty_forged_addresses_are_one_address():
    user = make_user(password=PASSWORD)
    answers = [guess(user.email, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(50)]
    assert answers.count(200) == sign_in_limits.PASSWORD_HERE.times
    assert set(answers) == {200, 429}


@pytest.mark.django_db
def test_a_foreign_site_cannot_spend_a_persons_attempts():
    user = make_user(password=PASSWORD)
    stranger = Client(enforce_csrf_checks=True)
    answers = {stranger.post(LOGIN, {"login": user.email, "password": "wrong"}).status_code for _n in range(40)}
    assert answers == {403}
    assert guess(user.email) == 200


@pytest.mark.django_db
def test_behind_a_proxy_many_true_addresses_still_meet_the_limit_of_the_account(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    user = make_user(password=PASSWORD)
    answers = [guess(user.email, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(50)]
    assert answers.count(200) == sign_in_limits.PASSWORD_ANYWHERE.times


@pytest.mark.django_db
def test_the_right_password_does_not_open_a_door_that_is_closed():
    user = make_user(password=PASSWORD)
    for _n in range(11):
        guess(user.email.upper())
    client = by_password(user)
    assert not is_in(client)


@pytest.mark.django_db
def test_an_address_that_has_no_account_is_limited_alike():
    answers = [guess("nobody@test.example") for _n in range(12)]
    assert answers.count(200) == sign_in_limits.PASSWORD_HERE.times


@pytest.mark.django_db
def test_an_address_written_with_invisible_characters_is_the_same_account():
    user = make_user(password=PASSWORD)
    answers = [guess(user.email.replace("@", "\u200b" * n + "@")) for n in range(12)]
    assert answers.count(200) == sign_in_limits.PASSWORD_HERE.times


@pytest.mark.django_db
def test_the_refusal_says_when_to_return_in_the_persons_language():
    client = Client()
    client.cookies["language"] = "en"
    for _n in range(11):
        answer = client.post(LOGIN, {"login": "x@test.example", "password": "wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in 10 minutes" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", [CODE, SIGNUP, RESET])
def test_mails_with_codes_are_limited_per_account(page):
    user = make_user()
    answers = [Client().post(page, {"email": user.email}).status_code for _n in range(10)]
    assert answers.count(302) == sign_in_limits.SEND_CODE.times
    assert SecretMail.objects.count() == sign_in_limits.SEND_CODE.times


@pytest.mark.django_db
def test_asking_for_a_new_code_on_the_page_counts_as_a_mail():
    user = make_user()
    client = Client()
    client.post(CODE, {"email": user.email})
    for _n in range(10):
        client.post(CONFIRM, {"action": "resend"})
    assert SecretMail.objects.count() <= sign_in_limits.SEND_CODE.times


@pytest.mark.django_db
def test_a_field_that_the_page_does_not_have_does_not_hide_whose_mailbox_is_filled():
    user = make_user()
    for n in range(10):
        Client().post(CODE, {"email": user.email, "login": f"somebody{n}@test.example"})
    assert SecretMail.objects.count() == sign_in_limits.SEND_CODE.times


@pytest.mark.django_db
def test_another_address_beside_the_button_for_a_new_code_does_not_hide_the_mailbox_either():
    client = Client()
    client.post(CODE, {"email": make_user().email})
    for n in range(10):
        client.post(CONFIRM, {"action": "resend", "email": f"somebody{n}@test.example"})
    assert SecretMail.objects.count() <= sign_in_limits.SEND_CODE.times


def wrong_codes(right: str, count: int) -> list[str]:
    return [code for code in (f"{n:06}" for n in range(count + 1)) if code != right][:count]


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "confirm"), [(CODE, CONFIRM), (SIGNUP, VERIFY)])
def test_the_sixth_guess_fails_even_when_it_is_right(page, confirm):
    client = Client()
    client.post(page, {"email": make_user().email if page == CODE else "new@test.example"})
    right = mailed_code()
    for wrong in wrong_codes(right, 5):
        client.post(confirm, {"code": wrong})
    client.post(confirm, {"code": right})
    assert not is_in(client)


@pytest.mark.django_db
def test_a_forgotten_password_in_the_same_browser_lends_no_guesses_to_a_sign_in(monkeypatch):
    """Guesses at the code of a sign-in count for its account, whatever else the session waits for."""
    monkeypatch.setattr(sign_in_limits, "GUESS_ANY_CODE", sign_in_limits.Limit("guess-here", 3, 60))
    client = Client()
    client.post(CODE, {"email": make_user().email})
    answers = []
    for n, wrong in enumerate(wrong_codes(mailed_code(), 4)):
        client.post(RESET, {"email": f"other{n}@test.example"})
        answers.append(client.post(CONFIRM, {"code": wrong}).status_code)
    assert answers == [200, 200, 200, 429]


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["change", "resend"])
def test_a_button_that_the_page_does_not_have_makes_no_guess_free(action, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "GUESS_ANY_CODE", sign_in_limits.Limit("guess-here", 3, 60))
    client = Client()
    client.post(CODE, {"email": make_user().email})
    for n, wrong in enumerate(wrong_codes(mailed_code(), 4)):
        answer = client.post(CONFIRM, {"code": wrong, "action": action, "email": f"other{n}@test.example"})
    assert answer.status_code == 429


@pytest.mark.django_db(transaction=True)
def test_forty_parallel_guesses_are_five():
    client = Client()
    client.post(CODE, {"email": make_user().email})
    cookie, right = client.cookies["sessionid"].value, mailed_code()

    def one(code: str) -> int:
        guesser = Client()
        guesser.cookies["sessionid"] = cookie
        try:
            return guesser.post(CONFIRM, {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, wrong_codes(right, 40)))
    assert answers.count(429) >= 35
    assert one(right) != 200
    assert not is_in(client)


@pytest.mark.django_db
def test_codes_of_the_app_are_limited_per_account_across_browsers():
    officer, _secret = make_officer()
    clients = [by_password(officer) for _n in range(5)]
    answers = [client.post(FACTOR, {"code": f"{n:06}"}).status_code for n, client in enumerate(clients * 4)]
    assert answers.count(429) >= 20 - sign_in_limits.SECOND_FACTOR.times


@pytest.mark.django_db
def test_every_address_behind_the_doors_counts_its_posts():
    """Whatever is added under /accounts/ meets at least the limit of the address."""
    from portal.edge.limits import is_spent

    client = Client()
    for _n in range(sign_in_limits.ANY_DOOR.times):
        client.post("/accounts/2fa/webauthn/login/", {})
    assert is_spent(sign_in_limits.ANY_DOOR, "127.0.0.1")
    assert client.post("/accounts/2fa/webauthn/login/", {}).status_code == 429


@pytest.mark.django_db
def test_limits_hold_when_redis_is_away(settings, monkeypatch):
    monkeypatch.setattr("redis.connection.Connection.connect", _away)
    monkeypatch.setattr("redis.connection.UnixDomainSocketConnection.connect", _away)
    assert [guess("nobody@test.example") for _n in range(12)].count(200) == sign_in_limits.PASSWORD_HERE.times


def _away(*_args: object) -> None:
    raise ConnectionError
