"""How a refusal is told at the edge: a page to people, a problem document (RFC 9457) to programs."""

from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from portal.errors import DomainError, LimitExceeded


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def in_language_of(request: HttpRequest) -> AbstractContextManager[None]:
    """For words that are said before or beside the middleware that chooses the language of a page. What it has chosen stands."""
    return translation.override(getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request))


def problem(*, status: int, code: str, detail: str = "", **extra: Any) -> JsonResponse:
    """A problem document. `code` is stable, `detail` is for people."""
    body = {
        "type": "about:blank",
        "title": titles().get(status, _("The request was refused.")),
        "status": status,
        "code": code,
        "detail": detail,
        **extra,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a `DomainError`, as a page or as a problem document."""
    response: HttpResponse
    with in_language_of(request):
        if is_api(request):
            response = problem(status=error.status, code=error.code, detail=str(error))
        else:
            response = render(request, "edge/refusal.html", _words(error), status=error.status)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _words(error: DomainError) -> dict[str, Any]:
    seconds = error.retry_after if isinstance(error, LimitExceeded) else 0
    return {"error": error, "heading": titles().get(error.status, ""), "minutes": -(-seconds // 60)}


def titles() -> dict[int, str]:
    """What happened, by status, in the language of the request."""
    return {
        400: _("The request cannot be read"),
        401: _("Sign in first"),
        403: _("You may not do this"),
        404: _("Not found"),
        405: _("This address does not accept such a request"),
        406: _("No answer in the form you asked for"),
        409: _("The state has changed"),
        413: _("Too large"),
        415: _("This kind of content is not accepted"),
        422: _("This cannot be done"),
        429: _("Too many attempts"),
        500: _("Something broke on our side"),
        503: _("The service is resting for a moment"),
    }
