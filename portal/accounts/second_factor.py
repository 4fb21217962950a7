"""Which sessions of staff are complete. The one place that knows how the sign-in library records its steps."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from portal.accounts.models import User
from portal.edge.limits import Limit

# A code of the app is good for one use in the 90 seconds that it is accepted (30 before and after its own).
CODE_ONCE = Limit("second-factor-code", 1, 120)
STRONG = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


def is_enrolled(user: User) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


def signed_in_with_password(request: HttpRequest, user: User) -> bool:
    return any(step.get("method") == "password" for step in get_authentication_records(request, user))


def signed_in_with_passkey(request: HttpRequest, user: User) -> bool:
    """A passkey that opened the session alone: it proved possession and the person (PIN or biometry)."""
    return any(step.get("method") == "mfa" and step.get("passwordless") for step in get_authentication_records(request, user))


def is_complete(request: HttpRequest, user: User) -> bool:
    """Password and second factor, or a passkey. A code from an e-mail counts for nothing here."""
    if signed_in_with_passkey(request, user):
        return True
    used_factor = any(step.get("method") == "mfa" for step in get_authentication_records(request, user))
    return used_factor and signed_in_with_password(request, user)
