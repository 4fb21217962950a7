"""A short way through the stack for the few addresses that machines ask all the time (`settings.SHORT_PATHS`).

An anonymous GET without cookie and token needs no session, no account, no form token and no messages; the pieces of the stack that do
hold for it are called here in their order. Whatever brings a cookie, a token, another method or another wish goes the long way to the
same answer. See docs/adr/0010."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.urls import ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django_prometheus.middleware import PrometheusAfterMiddleware

from portal.edge import pages
from portal.edge.middleware import CODES, GetResponse
from portal.errors import DomainError

View = Callable[[HttpRequest], HttpResponse]
_PLAIN_WISHES = ("", "*/*", "application/json")
# Parameters that other parts of the stack read: the language switch, the form of the answer.
_READ_ELSEWHERE = ("lang", "_language", "format")


class ShortPathMiddleware:
    """Stands after the checks of the input. Answers what it may answer, passes on the rest."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._views: dict[str, View] = {path: import_string(name) for path, name in settings.SHORT_PATHS.items()}
        self._matches: dict[str, ResolverMatch] = {}
        self._headers = _headers_for_every_page(get_response)
        self._metrics = PrometheusAfterMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = self._views.get(request.path_info)
        if view is None or not _is_plain(request):
            return self.get_response(request)
        return self._answer(request, view)

    def _answer(self, request: HttpRequest, view: View) -> HttpResponseBase:
        request.resolver_match = self._match(request.path_info)
        self._metrics.process_request(request)
        self._metrics.process_view(request, view)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response: HttpResponseBase = self._metrics.process_response(request, self._view_or_refusal(request, view))
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response

    def _match(self, path: str) -> ResolverMatch:
        """Not in `__init__`: addresses are read after the stack is built."""
        if path not in self._matches:
            self._matches[path] = resolve(path)
        return self._matches[path]

    def _view_or_refusal(self, request: HttpRequest, view: View) -> HttpResponse:
        try:
            request.get_host()  # refuses a host that is not ours
            response = view(request)
        except DomainError as error:
            response = pages.refusal(request, error)
        except Exception as error:  # noqa: BLE001 (logged and told as Django does for every view)
            self._metrics.process_exception(request, error)
            status = response_for_exception(request, error).status_code
            response = pages.problem(status=status, code=CODES.get(status, "refused"))
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _headers_for_every_page(get_response: GetResponse) -> dict[str, str]:
    """What these middlewares write on a page that asks for nothing special, asked of them once."""
    request, response = HttpRequest(), HttpResponse()
    del response.headers["Content-Type"]
    for middleware in (XFrameOptionsMiddleware(get_response), CSPMiddleware(get_response)):
        middleware.process_response(request, response)
    return dict(response.headers)


def _is_plain(request: HttpRequest) -> bool:
    meta = request.META
    if request.method != "GET" or meta.get("HTTP_COOKIE") or meta.get("HTTP_AUTHORIZATION"):
        return False
    query = meta.get("QUERY_STRING", "")
    return meta.get("HTTP_ACCEPT", "") in _PLAIN_WISHES and not any(f"{name}=" in query for name in _READ_ELSEWHERE)
