"""Rule 15: one door; staff pass a second factor on every path in; old cookies die."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from knox.models import AuthToken

from portal.accounts import services
from portal.accounts.models import User
from portal.events.actor import SYSTEM
from portal.notifications.models import SecretMail
from tests.accounts.doors import (
    CODE,
    CONFIRM,
    FACTOR,
    LOGIN,
    RESET,
    RESET_COMPLETE,
    RESET_CONFIRM,
    app_code,
    by_code,
    by_password,
    enrol,
    is_in,
    mailed_code,
    make_officer,
)  # fmt: skip
from tests.factories import PASSWORD, make_office, make_user, sign_in

pytestmark = pytest.mark.django_db
NEW = "seven-green-paper-cranes"


def test_a_migrant_gets_in_by_a_code_alone():
    assert is_in(by_code(make_user()))


# ---- staff, path by path


def test_password_and_app_let_an_officer_in():
    officer, secret = make_officer()
    client = by_password(officer)
    assert not is_in(client)
    client.post(FACTOR, {"code": app_code(secret)})
    assert is_in(client)
    assert client.get("/admin/").status_code in (200, 302)


def test_an_officer_comes_to_the_officers_room_and_a_migrant_to_the_home_page():
    officer, secret = make_officer()
    client = by_password(officer)
    assert client.post(FACTOR, {"code": app_code(secret)}).headers["Location"] == "/admin/"
    home = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "Your applications, dates and messages will stand on this page" not in home
    assert 'href="/admin/"' in home.split("<main")[1]
    migrant, client = make_user(), Client()
    client.post(CODE, {"email": migrant.email})
    assert client.post(CONFIRM, {"code": mailed_code()}).headers["Location"] == "/"
    on_the_way = Client()
    on_the_way.post(f"{CODE}?next=/cases/", {"email": migrant.email, "next": "/cases/"})
    assert on_the_way.post(CONFIRM, {"code": mailed_code(), "next": "/cases/"}).headers["Location"] == "/cases/"


def test_password_alone_does_not():
    officer, _secret = make_officer()
    client = by_password(officer)
    for page in ("/inbox/", "/admin/", "/accounts/", "/accounts/2fa/"):
        assert client.get(page).status_code == 302, page


def test_a_code_from_an_email_does_not():
    officer, _secret = make_officer()
    assert not is_in(by_code(officer))


def test_a_code_from_an_email_and_the_app_do_not_replace_the_password():
    officer, secret = make_officer()
    client = by_code(officer)
    client.post(FACTOR, {"code": app_code(secret)})
    assert not is_in(client)


def test_a_reset_password_opens_nothing_without_the_app():
    officer, _secret = make_officer()
    client = Client()
    client.post(RESET, {"email": officer.email})
    client.post(RESET_CONFIRM, {"code": mailed_code()})
    client.post(RESET_COMPLETE, {"password1": NEW, "password2": NEW})
    assert not is_in(client)
    assert User.objects.get(pk=officer.pk).check_password(NEW)
    client.post(LOGIN, {"login": officer.email, "password": NEW})
    assert not is_in(client)


def test_a_passkey_that_checks_the_person_opens_an_officers_session():
    officer, _secret = make_officer()
    client = sign_in(officer, complete=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn", "at": 1, "passwordless": True}]
    session.save()
    assert is_in(client)


def test_a_passkey_without_a_check_of_the_person_is_not_asked_for():
    challenge = Client().get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    assert challenge["request_options"]["publicKey"]["userVerification"] == "required"


def test_a_session_that_skipped_the_factor_is_ended_wherever_it_goes():
    officer, _secret = make_officer()
    client = sign_in(officer, complete=False)
    answer = client.get("/inbox/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_the_api_tells_such_a_session_why():
    officer, _secret = make_officer()
    answer = sign_in(officer, complete=False).get("/api/v1/anything/")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_an_app_code_works_once_even_in_two_browsers():
    officer, secret = make_officer()
    first, second = by_password(officer), by_password(officer)
    code = app_code(secret)
    first.post(FACTOR, {"code": code})
    second.post(FACTOR, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_clock_half_a_minute_off_is_forgiven(step):
    officer, secret = make_officer()
    client = by_password(officer)
    client.post(FACTOR, {"code": app_code(secret, step)})
    assert is_in(client)


def test_a_recovery_code_works_once():
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    officer, _secret = make_officer()
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    for expected in (True, False):
        client = by_password(officer)
        client.post(FACTOR, {"code": code})
        assert is_in(client) is expected


# ---- staff who have no factor yet


def test_an_officer_without_a_factor_reaches_only_its_setting_up():
    officer = make_user("officer", password=PASSWORD)
    client = by_password(officer)
    for page in ("/inbox/", "/admin/", "/accounts/", "/", "/nowhere/"):
        answer = client.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/"), page
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def set_up_app(client: Client) -> str:
    page = "/accounts/2fa/totp/activate/"
    client.get(page)
    secret = client.session["mfa.totp.secret"]
    client.post(page, {"code": app_code(secret)})
    return secret


@pytest.mark.django_db(transaction=True)
def test_setting_the_app_up_opens_the_session():
    officer = make_user("officer", password=PASSWORD)
    client = by_password(officer)
    set_up_app(client)
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
    assert is_in(client)


def test_an_officer_cannot_drop_the_last_factor():
    officer, secret = make_officer()
    client = by_password(officer)
    client.post(FACTOR, {"code": app_code(secret)})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


# ---- one door


def test_the_admins_own_door_leads_to_the_sites():
    answer = Client().get("/admin/login/", {"next": "/admin/"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_the_admins_own_door_takes_no_password():
    officer = make_user("officer", password=PASSWORD)
    client = Client()
    client.post("/admin/login/", {"username": officer.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_migrant_does_not_get_into_admin():
    assert sign_in(make_user()).get("/admin/").status_code in (302, 403, 404)


# ---- cookies and tokens die


@pytest.mark.parametrize(
    "act",
    [
        lambda user: services.grant_role(user_id=user.pk, role="analyst", actor=SYSTEM),
        lambda user: services.revoke_role(user_id=user.pk, role="employer", actor=SYSTEM),
        lambda user: services.deactivate(user_id=user.pk, actor=SYSTEM),
        lambda user: services.end_sessions(user.pk),
    ],
    ids=["role granted", "role revoked", "deactivated", "signed out everywhere"],
)
def test_old_cookies_and_tokens_die(act):
    user = make_user("employer")
    client = sign_in(user)
    AuthToken.objects.create(user)
    assert is_in(client)
    act(user)
    assert not is_in(client)
    assert not AuthToken.objects.exists()


def test_old_cookies_die_when_the_password_changes():
    user = make_user(password=PASSWORD)
    mine, other = by_password(user), by_password(user)
    mine.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert (is_in(mine), is_in(other)) == (False, False)


def test_a_cookie_dies_on_signing_out_and_cannot_be_put_back():
    client = sign_in(make_user())
    cookie = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    again = Client()
    again.cookies["sessionid"] = cookie
    assert not is_in(again)


def test_a_deactivated_account_gets_in_by_no_door():
    user = make_user(password=PASSWORD)
    services.deactivate(user_id=user.pk, actor=SYSTEM)
    assert not is_in(by_password(user))
    client = Client()
    client.post(CODE, {"email": user.email})
    assert not SecretMail.objects.filter(subject__contains="sign-in code").exists()
    client.post(CONFIRM, {"code": "123456"})
    assert not is_in(client)


def test_a_migrant_who_becomes_staff_needs_a_password_and_a_factor():
    user = make_user()
    services.grant_role(user_id=user.pk, role="officer", office_id=make_office().pk, actor=SYSTEM)
    assert not is_in(by_code(user))


# ---- at rest


def test_secrets_of_the_app_are_encrypted_at_rest():
    officer, secret = make_officer()
    data = Authenticator.objects.get(user=officer).data
    assert secret not in json.dumps(data)


def test_tokens_are_hashed_at_rest():
    _row, token = AuthToken.objects.create(make_user())
    kept = AuthToken.objects.values().get()
    assert token not in str(kept)


def test_enrolling_is_told_by_mail_without_the_key(django_capture_on_commit_callbacks):
    client = by_password(make_user(password=PASSWORD))
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(client)
    mail = SecretMail.objects.get(subject="An authenticator app was set up")
    assert secret not in mail.body


def test_enrol_helper_makes_an_app_that_signs_in():
    user = make_user(password=PASSWORD)
    secret = enrol(user)
    client = by_password(user)
    client.post(FACTOR, {"code": app_code(secret)})
    assert is_in(client)
