"""Before what cannot be taken back, the member of staff has proved within the last quarter of an hour that it is really them."""

import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse


def recently_proved(request: HttpRequest) -> bool:
    """Whether a step of signing in, the first or a repeated one, happened within `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds."""
    steps = get_authentication_records(request, request.user)
    return any(0 <= time.time() - step.get("at", 0) < app_settings.REAUTHENTICATION_TIMEOUT for step in steps)


def proving_address(back_to: str) -> str:
    """Where the officer proves it and comes back from."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back_to})}"
