"""What goes wrong on the short way is told as on the long one."""

from unittest.mock import patch

import pytest
from django.test import Client

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
