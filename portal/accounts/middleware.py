"""Staff get in with a second factor, on every path."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from portal.accounts import second_factor
from portal.accounts.models import User
from portal.edge import pages
from portal.edge.sign_in_limits import TAKES_CODE
from portal.errors import NotAllowed

# Where a member of staff without a second factor may go: to set one up, to confirm the password, to leave.
SETTING_UP = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_set_password",
})  # fmt: skip
ALWAYS = frozenset({"account_logout", "account_login", "healthz", "readyz"})


class StaffSecondFactorMiddleware:
    """A session of staff is complete with a password and a second factor, or with a passkey. Until then it reaches
    nothing but the pages that set a second factor up; a session that skipped a factor the person has is ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not user.is_staff or second_factor.is_complete(request, user):
            return self.get_response(request)
        return self._incomplete(request, user)

    def _incomplete(self, request: HttpRequest, user: User) -> HttpResponse:
        name = _route(request)
        if name in ALWAYS:
            return self.get_response(request)
        may_set_up = second_factor.signed_in_with_password(request, user) and not second_factor.is_enrolled(user)
        if may_set_up and name in SETTING_UP:
            return self.get_response(request)
        if pages.is_api(request):
            return pages.refusal(request, NotAllowed(_("Sign in with your second factor first.")))
        if may_set_up:
            messages.info(request, _("Set up a second factor. Until then your account opens nothing else."))
            return redirect("mfa_index")
        logout(request)
        messages.info(request, _("Staff sign in with a password and a second factor, or with a passkey."))
        return redirect("account_login")


class LapsedCodeMiddleware:
    """The library leads away from the page of a code that has expired, and says nothing. The person is told why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waits = TAKES_CODE.get(_route(request) or "", "")
        waited = bool(waits) and waits in request.session
        response = self.get_response(request)
        led_away = waited and waits not in request.session and response.status_code == HTTPStatus.FOUND
        if led_away and not request.user.is_authenticated and not getattr(messages.get_messages(request), "added_new", False):
            messages.info(request, _("The code has expired or was used already. Ask for a new code."))
        return response


def _route(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
