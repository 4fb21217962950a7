"""The edge: what may come in, how refusals go out, what the browser is told to keep."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.edge import pages, sign_in_limits
from portal.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
MAX_BODY_BYTES = 1024 * 1024
MAX_FILES_PER_REQUEST = 3
MAX_QUERY_CHARS = 8000
MOST_FORGOTTEN_BYTES = 128 * 1024 * 1024
# A path holds no control characters; a query may hold the line breaks of a text area.
_NOT_IN_PATH = re.compile(rb"[\x00-\x1f\x7f]")
_NOT_IN_QUERY = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unreadable(DomainError):
    code = "unreadable_request"
    status = 400
    message = _("The address or the request holds characters that cannot be read. Go back and try again.")


class TooLarge(DomainError):
    code = "too_large"
    status = 413
    message = _("What you sent is larger than %(limit)d MB. Go back and choose something smaller.")


class InputLimitsMiddleware:
    """Refuse what no view should have to think about: unreadable text in the address, bodies beyond all use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            check_text(request)
            _check_size(request)
        except DomainError as error:
            return pages.refusal(request, error)
        return self.get_response(request)


def check_text(request: HttpRequest) -> None:
    """Raises `Unreadable` for an address that no view can read."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY_CHARS:
        raise Unreadable
    if query.count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        request.META["QUERY_STRING"] = ""  # the page that says so reads the query as well
        raise Unreadable
    # WSGI gives the bytes of the path as Latin-1 characters, already unquoted.
    if not request.META.get("HTTP_AUTHORIZATION", "").isascii():  # the token library decodes it without looking
        raise Unreadable
    for raw, forbidden in ((_bytes(request.META.get("PATH_INFO", "")), _NOT_IN_PATH), (unquote_to_bytes(query), _NOT_IN_QUERY)):
        if forbidden.search(raw):
            raise Unreadable
        try:
            raw.decode()
        except UnicodeDecodeError:
            raise Unreadable from None


def _bytes(path: str) -> bytes:
    try:
        return path.encode("latin-1")
    except UnicodeEncodeError:  # a server that has decoded it already
        return path.encode(errors="surrogatepass")


def _check_size(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"[0-9]{1,15}", length):
        raise Unreadable
    limit = MAX_BODY_BYTES
    if request.content_type == "multipart/form-data":
        limit += settings.MAX_UPLOAD_BYTES * MAX_FILES_PER_REQUEST
    if int(length) > limit:
        _read_and_forget(request, int(length))
        raise TooLarge(limit=limit // (1024 * 1024))


def _read_and_forget(request: HttpRequest, length: int) -> None:
    """Take in what a browser is still sending, up to a bound: one that is cut off in the middle shows no answer at all."""
    left = min(length, MOST_FORGOTTEN_BYTES)
    while left > 0 and (piece := request.META["wsgi.input"].read(min(left, 64 * 1024))):
        left -= len(piece)


class SignInLimitsMiddleware:
    """Every attempt to sign in, sign up, confirm a code or change a secret counts, per account and per address.

    After the check of where the form came from: a foreign site must not spend a person's attempts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if request.method == "POST":
            try:
                sign_in_limits.count_attempt(request)
            except DomainError as error:
                return pages.refusal(request, error)
        return None


class DomainErrorMiddleware:
    """A `DomainError` that a page did not show itself becomes a plain page; errors under /api/ become problem
    documents; /admin/ gets its own content policy; what a signed-in person or a program with a token gets is kept by nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if pages.is_api(request) and response.status_code >= 400 and response.get("Content-Type", "").startswith("text/html"):
            response = pages.problem(status=response.status_code, code=CODES.get(response.status_code, "refused"))
        if request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        if _is_personal(request):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return pages.refusal(request, exception)
        # PostgreSQL keeps no NUL: a field that did not look at its text must not turn it into a broken page.
        if isinstance(exception, ValueError) and "NUL (0x00)" in str(exception):
            return pages.refusal(request, Unreadable())
        return None


def _is_personal(request: HttpRequest) -> bool:
    """A browser with a session, one that is just being given one, or a program that shows who it is."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified
    return has_session or "HTTP_AUTHORIZATION" in request.META


CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    500: "internal_error",
}
