"""The queue: whose cases, in which order, page by page."""

import re
from datetime import timedelta

import pytest

from portal import clock
from tests.cases.officer import world

pytestmark = pytest.mark.django_db
QUEUE = "/admin/queue/"


def references(body: bytes) -> list[str]:
    return re.findall(r'officer-reference" href="/admin/case/([^/"]+)/"', body.decode())


def test_admin_opens_the_queue_for_an_officer() -> None:
    response = world.desk().client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"] == QUEUE


def test_the_queue_is_in_order_of_legal_deadline() -> None:
    today = clock.today()
    late, soon, calm = (world.case(decide_by=today + timedelta(days=days)) for days in (-1, 1, 30))
    body = world.desk().client.get(QUEUE).content
    assert references(body) == [late.reference, soon.reference, calm.reference]
