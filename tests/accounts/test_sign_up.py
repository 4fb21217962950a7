"""An account needs an address and a code, nothing else."""

import pytest
from django.core import mail as sent_mail
from django.test import Client

from portal.accounts.models import User
from portal.edge.models import Session
from portal.events.models import Event
from portal.notifications.models import SecretMail
from tests.accounts.doors import CODE, SIGNUP, VERIFY, is_in, mailed_code
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def signing_up(email: str = "zarina@test.example", language: str = "en") -> Client:
    client = Client()
    client.cookies["language"] = language
    client.post(SIGNUP, {"email": email})
    return client


def test_an_address_and_a_code_open_an_account_without_a_password():
    client = signing_up()
    assert not is_in(client)
    client.post(VERIFY, {"code": mailed_code()})
    assert is_in(client)
    user = User.objects.get()
    assert (user.email, user.has_usable_password(), user.is_staff) == ("zarina@test.example", False, False)
    assert Event.objects.get().name == "accounts.AccountOpened"


@pytest.mark.parametrize(
    ("language", "subject"), [("ru", "Код для открытия учётной записи на портале"), ("en", "The code to open your account")]
)
def test_the_account_keeps_the_language_of_the_page_and_the_mail_speaks_it(language, subject):
    signing_up(language=language)
    assert User.objects.get().language == language
    assert SecretMail.objects.get().subject == subject


def test_a_code_with_spaces_and_from_another_keyboard_is_taken():
    client = signing_up()
    code = mailed_code()
    client.post(VERIFY, {"code": f" {code[:3]} {code[3:]} "})
    assert is_in(client)


def test_the_code_does_not_work_in_another_browser():
    signing_up()
    other = Client()
    other.post(VERIFY, {"code": mailed_code()})
    assert not is_in(other)


def test_the_code_works_once():
    client = signing_up()
    code = mailed_code()
    client.post(VERIFY, {"code": code})
    client.post("/accounts/logout/")
    client.post(VERIFY, {"code": code})
    assert not is_in(client)


def test_a_wrong_code_is_told_next_to_the_field_and_opens_nothing():
    client = signing_up()
    page = client.post(VERIFY, {"code": "000000" if mailed_code() != "000000" else "111111"})
    assert page.status_code == 200
    assert "id_code" in page.content.decode()
    assert not is_in(client)


def test_a_code_dies_after_ten_minutes(monkeypatch: pytest.MonkeyPatch):
    import time

    client = signing_up()
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(VERIFY, {"code": mailed_code()})
    assert not is_in(client)


def answer_of(email: str, page: str) -> tuple[int, str, str]:
    client = Client()
    client.cookies["language"] = "en"
    answer = client.post(page, {"email": email})
    shown = client.get(answer.headers["Location"]).content.decode()
    return answer.status_code, answer.headers["Location"], shown.replace(email, "ADDRESS").partition("<main")[2].partition("csrf")[0]


@pytest.mark.parametrize("page", [SIGNUP, CODE, "/accounts/password/reset/"])
def test_the_answer_does_not_tell_whether_an_account_exists(page):
    known = make_user().email
    assert answer_of(known, page) == answer_of("nobody@test.example", page)


def test_each_of_both_gets_a_mail_that_says_what_to_do():
    make_user(email="known@test.example")
    signing_up("known@test.example")
    assert SecretMail.objects.get().subject == "You already have an account"
    assert User.objects.count() == 1


def test_the_code_stands_nowhere_in_clear():
    signing_up()
    code = mailed_code()
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("edge_session", "notifications_secretmail", "events_event", "portal_cache"):
            cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE %s", [f"%{code}%"])
            assert cursor.fetchone() == (0,), table
    assert Session.objects.exists()
    assert sent_mail.outbox == []  # a worker sends it, not the request


def test_what_was_typed_stays_when_the_language_is_switched():
    page = Client().post(SIGNUP, {"email": "half@typed", "_language": "ru"})
    assert 'value="half@typed"' in page.content.decode()
    assert 'lang="ru"' in page.content.decode()
    assert not User.objects.exists()
