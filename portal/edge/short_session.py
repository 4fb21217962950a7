"""Who is signed in, for views of the short way: the same answers as the middlewares of sessions, forged requests and accounts give.

Where one of them would do more than say yes, the answer here is None, and the request goes the long way."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import CSRFCheck

from portal.edge.sessions import SessionStore


def _unused(_request: HttpRequest) -> HttpResponse:
    """What would come after the check: it is asked for its verdict alone and calls nothing."""
    return HttpResponse(status=500)


_CSRF: Any = CSRFCheck(_unused)


def is_forged(request: HttpRequest) -> bool:
    """As the API checks whoever comes with a session."""
    _CSRF.process_request(request)
    refused = _CSRF.process_view(request, None, (), {})
    vars(request).pop("csrf_processing_done", None)  # the long way, if it comes to that, looks for itself
    return refused is not None


def is_session_of(session_data: str, user_id: int, password: str) -> bool:
    """Whether this stored session signs this account in: made for it, by a way in that still exists, under its present password."""
    data = SessionStore().decode(session_data)
    model = get_user_model()
    account = model.__new__(model)  # of which the password alone is asked: to fill in the rest takes as long as to open the session
    account.password = password
    return (
        data.get(SESSION_KEY) == str(user_id)
        and data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    )


__all__ = ["is_forged", "is_session_of"]
