"""What tests of the doors share: the code in the last mail, the code of the app, and every step as a person does it."""

import re
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from portal.accounts.models import User
from portal.notifications.models import SecretMail
from tests.factories import PASSWORD, make_user

LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/login/code/", "/accounts/login/code/confirm/"
SIGNUP, VERIFY = "/accounts/signup/", "/accounts/confirm-email/"
RESET, RESET_CONFIRM, RESET_COMPLETE = (
    "/accounts/password/reset/",
    "/accounts/password/reset/confirm/",
    "/accounts/password/reset/complete/",
)
FACTOR = "/accounts/2fa/authenticate/"
MINE = "/inbox/"  # any page for signed-in people


def mailed_code() -> str:
    body = SecretMail.objects.latest("pk").body
    found = re.search(r"(?m)^([0-9]{6})$", body)
    assert found, "no code in the last mail"
    return found[1]


def is_in(client: Client) -> bool:
    return client.get(MINE).status_code == 200


def enrol(user: User) -> str:
    """Gives `user` an authenticator app and returns its key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def app_code(secret: str, step: int = 1) -> str:
    """A code of the app that is accepted now: `step` 0 is the one before, 1 the present one, 2 the next."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step]))


def make_officer(**fields: Any) -> tuple[User, str]:
    officer = make_user("officer", password=PASSWORD, **fields)
    return officer, enrol(officer)


def by_password(user: User, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def by_code(user: User) -> Client:
    client = Client()
    client.post(CODE, {"email": user.email})
    client.post(CONFIRM, {"code": mailed_code()})
    return client
