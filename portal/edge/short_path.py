"""A short way through the stack for the few addresses that machines ask all the time (`settings.SHORT_PATHS`).

A POST of `settings.SHORT_POSTS` comes with a session: its view answers the ordinary case, and gives None, having changed nothing,
for everything that wants the whole stack.

A view is called with no language chosen, which takes longer than most answers: what it says in words it says by raising a
`DomainError` whose context holds no words and no dates, or inside `pages.in_language_of`.

An anonymous GET without body, cookie and token needs no session, no account, no form token and no messages; the pieces of the stack
that do hold for it are called here in their order. Whatever brings a cookie, a token, another method or another wish goes the long
way to the same answer. See docs/adr/0010."""

from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TypeVar

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from portal.edge import pages
from portal.edge.middleware import CODES, GetResponse, check_text
from portal.edge.short_metrics import PageMetrics
from portal.errors import DomainError

View = Callable[[HttpRequest], HttpResponse]
PostView = Callable[[HttpRequest], HttpResponse | None]
Answer = TypeVar("Answer", bound=HttpResponse | None)
_PLAIN_WISHES = ("", "*/*", "application/json")
_NO_BODY = ("", "0")
# What gives a request a meaning that only the whole stack knows: a person, a program, a body.
_MEANINGFUL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_TRANSFER_ENCODING", "HTTP_X_REQUESTED_WITH")
_MEANINGFUL_IN_POST = ("HTTP_AUTHORIZATION", "HTTP_TRANSFER_ENCODING", "HTTP_X_REQUESTED_WITH", "QUERY_STRING")
_MOST_POSTED_BYTES = 2000
_MOST_HOSTS = 64
# Parameters that other parts of the stack read: the language switch, the form of the answer.
_READ_ELSEWHERE = ("lang", "_language", "format")


class ShortPathMiddleware:
    """Stands before everything else. Answers what it may answer, passes on the rest."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._views: dict[str, View] = {path: import_string(name) for path, name in settings.SHORT_PATHS.items()}
        self._posts: dict[str, PostView] = {path: import_string(name) for path, name in settings.SHORT_POSTS.items()}
        self._matches: dict[str, ResolverMatch] = {}
        self._headers = {scheme: _headers_for_every_page(get_response, scheme) for scheme in ("http", "https")}
        self._metrics: dict[tuple[str, str, str], PageMetrics] = {}
        self._language = lru_cache(maxsize=256)(_language_wished)
        self._hosts: set[str] = set()  # that were found to be ours

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            post = self._posts.get(request.path_info)
            return (post and _is_plain_post(request) and self._answer_post(request, post)) or self.get_response(request)
        view = self._views.get(request.path_info)
        if view is None or not _is_plain(request):
            return self.get_response(request)
        return self._answer(request, view)

    def _answer(self, request: HttpRequest, view: View) -> HttpResponse:
        begun, scheme = perf_counter(), request.scheme or "http"
        request.resolver_match = match = self._match(request.path_info)
        metrics = self._metrics_of(match.view_name, scheme, "GET")
        response = self._view_or_refusal(request, view, metrics)
        self._complete(response, self._language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")), scheme)
        _count(metrics, response, asked_bytes=0, begun=begun)
        return response

    def _answer_post(self, request: HttpRequest, view: PostView) -> HttpResponse | None:
        begun, scheme = perf_counter(), request.scheme or "http"
        try:
            check_text(request)
            self._check_host(request)
        except (DomainError, DisallowedHost):
            return None
        request.resolver_match = match = self._match(request.path_info)
        metrics = self._metrics_of(match.view_name, scheme, "POST")
        response = self._told(request, view, metrics)
        if response is None:
            return None
        response.headers.setdefault("Cache-Control", "no-store, private")  # as every page of somebody signed in
        self._complete(response, translation.get_language_from_request(request), scheme)
        _count(metrics, response, asked_bytes=int(request.META["CONTENT_LENGTH"]), begun=begun)
        return response

    def _match(self, path: str) -> ResolverMatch:
        """Not in `__init__`: addresses are read after the stack is built."""
        if path not in self._matches:
            self._matches[path] = resolve(path)
        return self._matches[path]

    def _metrics_of(self, view: str, scheme: str, method: str) -> PageMetrics:
        if (view, scheme, method) not in self._metrics:
            self._metrics[view, scheme, method] = PageMetrics(view=view, transport=scheme, method=method)
        return self._metrics[view, scheme, method]

    def _view_or_refusal(self, request: HttpRequest, view: View, metrics: PageMetrics) -> HttpResponse:
        def asked(request: HttpRequest) -> HttpResponse:
            check_text(request)
            self._check_host(request)
            return view(request)

        return self._told(request, asked, metrics)

    def _told(self, request: HttpRequest, view: Callable[[HttpRequest], Answer], metrics: PageMetrics) -> Answer | HttpResponse:
        """What the view answers; what it raises as every page and every program is told it."""
        try:
            return view(request)
        except DomainError as error:
            return pages.refusal(request, error)
        except Exception as error:  # noqa: BLE001 (logged and told as Django does for every view)
            metrics.broke(error)
            status = response_for_exception(request, error).status_code
            with pages.in_language_of(request):
                return pages.problem(status=status, code=CODES.get(status, "refused"))

    def _check_host(self, request: HttpRequest) -> None:
        """Raises `DisallowedHost` for one that is not ours."""
        host = request.META.get("HTTP_HOST", "")
        if host not in self._hosts or settings.USE_X_FORWARDED_HOST:
            request.get_host()
            if len(self._hosts) >= _MOST_HOSTS:  # the same name with many ports
                self._hosts.clear()
            if host:
                self._hosts.add(host)

    def _complete(self, response: HttpResponse, language: str, scheme: str) -> None:
        headers = response.headers
        headers["Content-Length"] = str(len(response.content))
        headers.setdefault("Content-Language", language)
        if "Vary" in headers:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        else:
            headers["Vary"] = "Accept-Language, Cookie"
        # What stands for every page was checked when it was first written; setting each one again would cost more than the answer's body.
        headers._store = {**self._headers[scheme], **headers._store}


def _count(metrics: PageMetrics, response: HttpResponse, *, asked_bytes: int, begun: float) -> None:
    metrics.answered(
        asked_bytes=asked_bytes,
        status=response.status_code,
        charset=response.charset,
        size=len(response.content),
        seconds=perf_counter() - begun,
    )


def _language_wished(accepted: str) -> str:
    """By the header alone, of a request that brings no cookie."""
    request = _Bare("http")
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(request)


class _Bare(HttpRequest):
    """A request of which nothing is known but how it came."""

    def __init__(self, scheme: str) -> None:
        super().__init__()
        self._scheme = scheme

    def _get_scheme(self) -> str:
        return self._scheme


def _headers_for_every_page(get_response: GetResponse, scheme: str) -> dict[str, tuple[str, str]]:
    """What these middlewares write on a page that asks for nothing special, asked of them once, as Django keeps it: by its name in
    small letters."""
    request, response = _Bare(scheme), HttpResponse()
    del response.headers["Content-Type"]
    for middleware in (SecurityMiddleware(get_response), XFrameOptionsMiddleware(get_response), CSPMiddleware(get_response)):
        middleware.process_response(request, response)
    return {name.lower(): (name, value) for name, value in response.headers.items()}


def _is_plain(request: HttpRequest) -> bool:
    meta = request.META
    if request.method != "GET" or meta.get("CONTENT_LENGTH", "") not in _NO_BODY or any(map(meta.get, _MEANINGFUL)):
        return False
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    query = meta.get("QUERY_STRING", "")
    return meta.get("HTTP_ACCEPT", "") in _PLAIN_WISHES and not any(f"{name}=" in query for name in _READ_ELSEWHERE)


def _is_plain_post(request: HttpRequest) -> bool:
    """A small JSON document of a browser that is signed in."""
    meta = request.META
    if request.content_type != "application/json" or request.content_params or any(map(meta.get, _MEANINGFUL_IN_POST)):
        return False
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    length = meta.get("CONTENT_LENGTH", "")
    is_small = length.isascii() and length.isdigit() and 0 < int(length) <= _MOST_POSTED_BYTES
    return is_small and settings.SESSION_COOKIE_NAME in request.COOKIES and meta.get("HTTP_ACCEPT", "") in _PLAIN_WISHES
