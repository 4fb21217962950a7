"""How the sign-in library is fitted to the portal."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import crypto
from portal.accounts import events, mail, second_factor
from portal.accounts.models import User
from portal.edge import client
from portal.edge.letters import render_letter
from portal.events.actor import actor_of
from portal.events.services import emit

STAFF_SESSION = timedelta(hours=12)
CODE_LIVES = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
NOTICE_LIVES = timedelta(days=30)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("The code is not right. Check the digits, or ask for a new code."),
        "too_many_login_attempts": _("Five wrong tries: this code opens nothing any more. Ask for a new code."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The current password is not right."),
        "same_as_current": _("This is the address you have now."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client.address(request)

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """A new account writes in the language its owner was reading in."""
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        super().save_user(request, user, form, commit=commit)
        if commit:
            emit(events.AccountOpened(user_id=user.pk), actor=actor_of(user))
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Staff do not get in by e-mail: a code opens the mailbox's owner a migrant's account only."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused or not user.is_staff:
            return refused
        if second_factor.signed_in_with_password(request, user) or second_factor.signed_in_with_passkey(request, user):
            return None
        request.session.flush()
        messages.info(request, gettext("Staff sign in with a password and a second factor, or with a passkey."))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session["agent"] = request.headers.get("User-Agent", "")[:200]
        request.session["signed_in_at"] = int(time.time())
        request.session.set_expiry(int(STAFF_SESSION.total_seconds()) if user.is_staff else settings.SESSION_COOKIE_AGE)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff come to their work, everybody else to the home page, unless the sign-in was on the way to another page."""
        user = request.user
        return reverse("admin:index") if user.is_authenticated and user.is_staff else super().get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Somebody who signed in a few minutes ago is not asked again."""
        steps = get_authentication_records(self.request, self.request.user)
        return not steps or time.time() - steps[-1]["at"] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the letter over to be kept, encrypted, and sent by a worker. In the account's language."""
        owner = User.objects.filter(email__iexact=email).first()
        language = owner.language if owner else translation.get_language() or settings.LANGUAGE_CODE
        name = template_prefix.rpartition("/")[2]
        template = f"account/messages/{name}" if name in LETTERS else "account/messages/security_notice"
        words: dict[str, Any] = {key: context[key] for key in ("code", "signup_url", "password_reset_url", "timestamp") if key in context}
        letter = render_letter(template, language=language, context={**words, "what": name, "email": email})
        mail.send(email, letter, useful_for=CODE_LIVES if "code" in context else NOTICE_LIVES)


LETTERS = frozenset({
    "login_code", "email_confirmation", "email_confirmation_signup", "password_reset_code", "account_already_exists", "unknown_account",
})  # fmt: skip


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted at rest; staff always keep one factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Enter the one that the app shows now."),
        "cannot_delete_authenticator": _("Staff keep at least one second factor. Set up another one first."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return gettext("Migration Services Portal")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not authenticator.user.is_staff or authenticator.type not in second_factor.STRONG:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=second_factor.STRONG)
        return bool(others.exclude(pk=authenticator.pk).exists())
