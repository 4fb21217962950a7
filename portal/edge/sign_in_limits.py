"""Limits of the doors: what counts as an attempt, and by whom. Every POST under /accounts/ counts by address."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from portal.edge import client
from portal.edge.limits import Limit, count_against
from portal.edge.text import clean_text

MINUTE, HOUR = 60, 3600

# An office of helpers stands behind one address: enough for a busy room, far too few for a guesser.
ANY_DOOR = Limit("door-address", 120, 10 * MINUTE)
PASSWORD_HERE = Limit("password-account-address", 10, 10 * MINUTE)
PASSWORD_ANYWHERE = Limit("password-account", 30, HOUR)
SEND_CODE = Limit("code-mail-account", 5, 15 * MINUTE)
SEND_CODE_ADDRESS = Limit("code-mail-address", 60, HOUR)
GUESS_THIS_CODE = Limit("code-guess", 5, 15 * MINUTE)
GUESS_ANY_CODE = Limit("code-guess-account", 30, HOUR)
SECOND_FACTOR = Limit("second-factor-account", 10, 10 * MINUTE)
CHANGE_SECRET = Limit("secret-account", 20, HOUR)

_SENDS_CODE = {"account_signup", "account_request_login_code", "account_reset_password"}
# Where the sign-in library keeps the code that waits for its answer on each of these pages.
TAKES_CODE = {
    "account_confirm_login_code": "account_login",
    "account_email_verification_sent": "account_email_verification_code",
    "account_confirm_password_reset_code": "account_password_reset_verification",
}
_SECOND_FACTOR = {"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp"}
_LONGEST_TYPED = 5000

Counted = tuple[Limit, tuple[object, ...]]


def count_attempt(request: HttpRequest) -> None:
    """Count this POST against every limit that concerns it. Raises `LimitExceeded`."""
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return
    if not request.path_info.startswith("/accounts/") or name == "account_logout":
        return
    for limit, parts in _limits_of(name, request):
        count_against(limit, *parts)


def _limits_of(name: str, request: HttpRequest) -> Iterator[Counted]:
    network = client.network(request)
    yield ANY_DOOR, (network,)
    typed = _typed_account(request, "login" if name == "account_login" else "email")
    if name == "account_login" and typed:
        yield PASSWORD_HERE, (typed, network)
        yield PASSWORD_ANYWHERE, (typed,)
    elif name in _SENDS_CODE:
        yield from _sending(typed, network)
    elif name in TAKES_CODE:
        yield from _taking(request, name, typed, network)
    elif name in _SECOND_FACTOR:
        yield SECOND_FACTOR, (_account_in_session(request),)
    elif request.user.is_authenticated:
        yield CHANGE_SECRET, (name, request.user.pk)


def _sending(account: str, network: str) -> Iterator[Counted]:
    if account:
        yield SEND_CODE, (account,)
    yield SEND_CODE_ADDRESS, (network,)


def _taking(request: HttpRequest, name: str, typed: str, network: str) -> Iterator[Counted]:
    """A guess at a code; or, with the page's other buttons, one more mail.

    Only the code of this very page counts: one session may hold a sign-in, a new account and a forgotten password at once."""
    found = dict(_walk(request.session.get(TAKES_CODE[name])))
    asks_for_mail = (action := request.POST.get("action")) in ("resend", "change")
    if asks_for_mail:
        yield from _sending(typed if action == "change" else found.get("email", ""), network)
    if asks_for_mail and not request.POST.get("code"):
        return  # with a code it may be a guess: the library takes a button that this page does not have for none
    # The code itself is in the key: a new code has five guesses of its own, however many arrive at once.
    yield GUESS_THIS_CODE, (request.session.session_key, found.get("code", ""), found.get("at", ""))
    yield GUESS_ANY_CODE, (found.get("email", "") or request.session.session_key,)


def _typed_account(request: HttpRequest, field: str) -> str:
    """The address as the form will read it: whatever the form leaves out must not make another account of it here."""
    raw = request.POST.get(field, "")
    try:
        cleaned = clean_text(raw, max_length=_LONGEST_TYPED)
    except ValidationError:  # the form refuses it too
        cleaned = raw.strip()
    return cleaned.casefold()[:254]


def _account_in_session(request: HttpRequest) -> object:
    if request.user.is_authenticated:
        return request.user.pk
    login = request.session.get("account_login")
    return login.get("user_pk") if isinstance(login, dict) else request.session.session_key


def _walk(value: Any) -> Iterator[tuple[str, str]]:
    """Every `email`, `code` and `at` inside what the library keeps, whatever its nesting."""
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key in ("email", "code", "at") and inner:
            yield key, hashlib.sha256(str(inner).casefold().encode()).hexdigest() if key == "code" else str(inner).casefold()
        else:
            yield from _walk(inner)
