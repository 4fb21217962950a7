"""Rule 4: same body, same answer; other body, 422; still running, 409; ten parallel repeats make one."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from portal.accounts.models import Office, User
from portal.edge.idempotency import SubmissionIdField, idempotent
from portal.edge.models import IdempotentRequest
from tests.factories import make_user

KEY = "order-0001"


class OpenOffice(APIView):
    """Stands for any service that makes a row."""

    permission_classes: list = []

    @idempotent
    def post(self, request: Request) -> Response:
        if request.data.get("fail") == "raise":
            raise ValueError("broken")
        number = Office.objects.count()
        office = Office.objects.create(code=f"77{number // 1000}-{number:03}", region=f"{number:02}", name_ru="x", name_en="x")
        if request.data.get("fail") == "refuse":
            return Response({"no": True}, status=409)
        if pause := request.data.get("pause"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [pause])
        return Response({"code": office.code}, status=201)


def send(user: User, body: dict[str, Any], key: str | None = KEY) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key is not None else {}
    request = APIRequestFactory().post("/test/", json.dumps(body), content_type="application/json", headers=headers)
    force_authenticate(request, user)
    response = OpenOffice.as_view()(request)
    data = response.data if hasattr(response, "data") else json.loads(response.content)
    return response.status_code, data


@pytest.mark.django_db
def test_a_repeat_gets_the_same_answer_and_has_no_effect():
    user = make_user()
    assert send(user, {"a": 1}) == send(user, {"a": 1})
    assert Office.objects.count() == 1


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused():
    user = make_user()
    send(user, {"a": 1})
    status, problem = send(user, {"a": 2})
    assert (status, problem["code"]) == (422, "idempotency_key_reused")
    assert Office.objects.count() == 1


class Upload(APIView):
    """Stands for any service that takes a file."""

    permission_classes: list = []
    parser_classes = [MultiPartParser]

    @idempotent
    def post(self, request: Request) -> Response:
        return Response({"said": request.FILES["file"].read().decode(), "note": request.data.get("note", "")})


def in_a_browser(view: type[APIView], user: User, body: Any, kind: str = "multipart") -> tuple[int, Any]:
    """With a session and the token against forged requests, whose check reads the body before the view does."""
    token = "a" * 32
    headers = {"Idempotency-Key": KEY, "X-CSRFToken": token}
    request: Any = APIRequestFactory(enforce_csrf_checks=True).post("/test/", body, format=kind, headers=headers)
    request.user, request.COOKIES["csrftoken"] = user, token
    response: Any = view.as_view(authentication_classes=[SessionAuthentication])(request)
    return response.status_code, response.data if hasattr(response, "data") else json.loads(response.content)


@pytest.mark.django_db
def test_a_browser_that_sends_another_body_under_the_same_key_is_refused():
    user = make_user()
    first = in_a_browser(OpenOffice, user, {"a": 1}, "json")
    assert first == in_a_browser(OpenOffice, user, {"a": 1}, "json")
    assert first[0] == 201
    assert in_a_browser(OpenOffice, user, {"a": 2}, "json")[1]["code"] == "idempotency_key_reused"
    assert Office.objects.count() == 1


@pytest.mark.django_db
def test_another_file_or_field_under_the_same_key_is_refused_and_the_file_is_still_read_whole():
    user = make_user()

    def sent(said: bytes, note: str = "one") -> tuple[int, Any]:
        return in_a_browser(Upload, user, {"file": SimpleUploadedFile("x.csv", said), "note": note})

    assert sent(b"first") == sent(b"first") == (200, {"said": "first", "note": "one"})
    assert [sent(b"other")[0], sent(b"first", "two")[0]] == [422, 422]


@pytest.mark.django_db
def test_keys_of_two_callers_are_two_keys():
    assert send(make_user(), {}) != send(make_user(), {})
    assert Office.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "", "short", "x" * 81, "white space", "кириллица", "a\x00bcdefgh"])
def test_a_request_without_a_proper_key_is_refused(key):
    status, problem = send(make_user(), {}, key)
    assert (status, problem["code"]) == (400, "idempotency_key_missing")
    assert not Office.objects.exists()


@pytest.mark.django_db
def test_a_refusal_leaves_nothing_and_is_judged_anew():
    user = make_user()
    assert send(user, {"fail": "refuse"})[0] == 409
    assert not Office.objects.exists()
    assert IdempotentRequest.objects.get().status is None
    assert send(user, {"fail": "refuse"})[0] == 409


@pytest.mark.django_db
def test_after_a_crash_the_repeat_does_the_work():
    user = make_user()
    with pytest.raises(ValueError, match="broken"):
        send(user, {"fail": "raise"}, "crash-0001")
    IdempotentRequest.objects.update(body_hash="")  # the same key, whatever it asked for
    assert not Office.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_while_the_first_runs_a_repeat_is_told_so():
    user = make_user()
    send(user, {"fail": "refuse"})
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        IdempotentRequest.objects.select_for_update().get()
        status, problem = pool.submit(_closing, user, {"fail": "refuse"}).result()
    assert (status, problem["code"]) == (409, "still_running")


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_repeats_make_one():
    user = make_user()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _n: _closing(user, {"pause": 0.2}), range(10)))
    assert Office.objects.count() == 1
    assert {status for status, _answer in answers} <= {201, 409}
    assert 201 in {status for status, _answer in answers}


def _closing(user: User, body: dict[str, Any]) -> tuple[int, Any]:
    try:
        return send(user, body)
    finally:
        connection.close()


def test_every_showing_of_a_form_has_its_own_number():
    from django import forms

    class Form(forms.Form):
        submission_id = SubmissionIdField()

    assert Form()["submission_id"].value() != Form()["submission_id"].value()
    assert 'type="hidden"' in str(Form()["submission_id"])
