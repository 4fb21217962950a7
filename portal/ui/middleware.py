"""The person's language, on every page, without losing what was typed.

Two ways to switch, both without scripts:

* a link `?lang=en`: the cookie is set and the same address comes back without the parameter;
* a button `name="_language"` that belongs to the page's form (`form="..."`): the answers travel with it. The request
  never reaches the view as a submission: it is shown again as a GET, and `request.typed_answers` holds what was typed
  (see `portal.ui.views.KeepAnswersOnLanguageSwitch`). Nothing is validated and nothing is stored.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_vary_headers

LINK_PARAMETER = "lang"
BUTTON_NAME = "_language"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
COOKIE_AGE = 365 * 24 * 3600


class LanguageMiddleware:
    """Activate the language of the request: just chosen, else the cookie, else the browser's, else Russian."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        linked = _known(request.GET.get(LINK_PARAMETER))
        if linked and request.method in ("GET", "HEAD"):
            return _remember(HttpResponseRedirect(_address_without_language(request)), linked)
        chosen = _take_switch(request)
        language = chosen or translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return _remember(response, chosen) if chosen else response


class RefusedMethodMiddleware:
    """Django answers a wrong method with an empty page; people get one with words and a way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.streaming and not response.content:
            response.content = loader.render_to_string("405.html", request=request)
        return response


def _take_switch(request: HttpRequest) -> str | None:
    """The language of the pressed language button; its request becomes a GET that remembers the typed answers."""
    request.typed_answers = None  # type: ignore[attr-defined]
    if request.method == "POST" and request.content_type in FORM_TYPES:
        typed = request.POST
    elif request.method == "GET":
        typed = request.GET
    else:
        return None
    chosen = _known(typed.get(BUTTON_NAME))
    if chosen:
        request.method = "GET"
        if _is_from_here(request):
            request.typed_answers = _without(typed, BUTTON_NAME, "csrfmiddlewaretoken")  # type: ignore[attr-defined]
    return chosen


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site was left. A link in a letter must not show a person a form that somebody else has filled in.
    Browsers that do not say where they come from are believed."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _known(code: str | None) -> str | None:
    return code if code in dict(settings.LANGUAGES) else None


def _without(data: QueryDict, *names: str) -> QueryDict:
    rest = data.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def _address_without_language(request: HttpRequest) -> str:
    query = _without(request.GET, LINK_PARAMETER).urlencode()
    # A path that begins with two slashes would be read as another host.
    path = "/" + request.path.lstrip("/")
    return f"{path}?{query}" if query else path


def _remember(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_AGE,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
