"""What goes wrong on the short way is told as on the long one."""

from unittest.mock import patch

import pytest
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.edge.short_path import ShortPathMiddleware
from tests.appointments.test_at_once import LONG, Program
from tests.appointments.world import make_offered, make_slot


@pytest.mark.django_db
def test_a_fault_is_a_problem_document_whichever_way_the_request_came():
    slot, told = make_slot(make_offered()), []
    program = Program(Client(raise_request_exception=False))
    for headers, broken in (({}, "appointments.short.book_at_once"), (LONG, "appointments.api.book_slot")):
        with patch(broken, side_effect=ZeroDivisionError):
            answer = program.book(slot, headers=headers)
        told.append((answer.status_code, answer["Content-Type"], answer.json()["code"], answer["Cache-Control"]))
    assert told == [(500, "application/problem+json", "internal_error", "no-store, private")] * 2


@pytest.mark.parametrize("foreign", ["evil.example", "evil.example:80", "", "testserver.evil.example"])
def test_a_host_that_was_ours_before_makes_no_other_one_ours(foreign: str) -> None:
    middleware = ShortPathMiddleware(lambda _request: HttpResponse())
    ours = RequestFactory().get("/", HTTP_HOST="testserver")
    for _again in range(2):
        middleware._check_host(ours)
        with pytest.raises(DisallowedHost):
            middleware._check_host(RequestFactory().get("/", HTTP_HOST=foreign))
    assert middleware._hosts == {"testserver"}


def test_one_host_with_many_ports_is_found_to_be_ours_again_and_again() -> None:
    middleware = ShortPathMiddleware(lambda _request: HttpResponse())
    for port in range(1, 200):
        middleware._check_host(RequestFactory().get("/", HTTP_HOST=f"testserver:{port}"))
        assert 1 <= len(middleware._hosts) <= 64
