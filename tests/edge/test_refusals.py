"""How refusals are told: a page to people, a problem document with a stable code to programs."""

import json

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import path
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from portal.edge.middleware import DomainErrorMiddleware
from portal.errors import DomainError, LimitExceeded, NotAllowed, RuleViolation, StaleVersion, WrongState
from portal.urls import urlpatterns as portal_urls
from tests.factories import make_user, sign_in


class Raising(APIView):
    permission_classes = [AllowAny]
    authentication_classes: list = []
    error: Exception = Exception()

    def post(self, request: Request) -> Response:
        if request.data.get("go"):
            raise self.error
        return Response()


def told(error: Exception) -> tuple[int, str]:
    request = APIRequestFactory().post("/api/v1/x/", '{"go": 1}', content_type="application/json")
    response = Raising.as_view(error=error)(request)
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert {"type", "title", "status", "code", "detail"} <= set(body)
    assert body["status"] == response.status_code
    return response.status_code, body["code"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (WrongState(), (409, "wrong_state")),
        (StaleVersion(), (409, "stale_version")),
        (RuleViolation(), (422, "rule_violation")),
        (NotAllowed(), (403, "not_allowed")),
        (LimitExceeded(retry_after=9), (429, "limit_exceeded")),
        (Http404(), (404, "not_found")),
        (ValidationError({"a": "b"}), (400, "invalid")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_refusal_has_its_status_and_code(error, expected):
    assert told(error) == expected


def test_a_limit_says_when_to_return():
    request = APIRequestFactory().post("/api/v1/x/", '{"go": 1}', content_type="application/json")
    assert Raising.as_view(error=LimitExceeded(retry_after=9))(request).headers["Retry-After"] == "9"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("get", "/api/v1/nowhere/", 404, "not_found"), ("delete", "/api/v1/regions/", 405, "method_not_allowed")],
)
def test_what_no_view_answers_is_a_problem_too(method, path, status, code):
    answer = getattr(Client(), method)(path)
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]) == (status, "application/problem+json", code)


def broken(_request: object) -> None:
    raise KeyError("secret words")


urlpatterns = [path("api/v1/broken/", broken), path("broken/", broken), *portal_urls]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_broken_view_is_a_problem_without_its_reason():
    answer = Client(raise_request_exception=False).get("/api/v1/broken/")
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]) == (
        500,
        "application/problem+json",
        "internal_error",
    )
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_broken_page_is_a_page_without_its_reason():
    answer = Client(raise_request_exception=False).get("/broken/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_a_page_shows_the_refusal_with_its_status_and_words():
    class Full(WrongState):
        message = "No place on %(day)s."

    request = RequestFactory().get("/somewhere/")
    answer = DomainErrorMiddleware(lambda _request: None).process_exception(request, Full(day="Monday"))
    assert answer.status_code == 409
    assert "No place on Monday." in answer.content.decode()


@pytest.mark.django_db
def test_a_text_with_nul_that_reached_the_database_is_no_broken_page():
    error = ValueError("A string literal cannot contain NUL (0x00) characters.")
    answer = DomainErrorMiddleware(lambda _request: None).process_exception(RequestFactory().get("/"), error)
    assert answer.status_code == 400


def test_other_errors_are_left_to_django():
    assert DomainErrorMiddleware(lambda _request: None).process_exception(RequestFactory().get("/"), KeyError()) is None


def test_words_of_a_refusal_are_escaped():
    class Odd(DomainError):
        message = "<script>"

    answer = DomainErrorMiddleware(lambda _request: None).process_exception(RequestFactory().get("/"), Odd())
    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()


@pytest.mark.django_db
def test_only_admin_gets_the_looser_content_policy():
    officer = sign_in(make_user("officer"))
    assert "unsafe-eval" in officer.get("/admin/queue/").headers["Content-Security-Policy"]
    for page in ("/", "/inbox/", "/accounts/login/", "/api/v1/regions/"):
        assert "unsafe" not in officer.get(page).headers["Content-Security-Policy"], page
