"""What the sign-in library tells: a changed secret ends every other session and is written down."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts import second_factor, services
from portal.accounts.models import User
from portal.events.actor import actor_of


@receiver([account_signals.password_set, account_signals.password_changed, account_signals.password_reset], dispatch_uid="password")
def _password(sender: Any, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    services.record_secret_change(user_id=user.pk, what="password", actor=actor_of(user), keep_session=request.session.session_key)


@receiver([mfa_signals.authenticator_added, mfa_signals.authenticator_removed, mfa_signals.authenticator_reset], dispatch_uid="factor")
def _second_factor(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    services.record_secret_change(user_id=user.pk, what=authenticator.type, actor=actor_of(user), keep_session=request.session.session_key)


@receiver(mfa_signals.authenticator_added, dispatch_uid="enrolled")
def _enrolled(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Whoever enrolled a factor has just proved it: the session is complete without signing in again."""
    if authenticator.type in second_factor.STRONG:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)


@receiver(account_signals.email_changed, dispatch_uid="email")
def _email(sender: Any, request: HttpRequest, user: User, from_email_address: EmailAddress | None, **_kwargs: Any) -> None:
    if from_email_address is None:  # the first address of a new account
        return
    services.record_secret_change(user_id=user.pk, what="email", actor=actor_of(user), keep_session=request.session.session_key)
