"""Every page of the applicant costs few queries, and as many with thirty rows of everything as with one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.events import CaseReleased
from cases.models import Case
from cases.services import announce_overdue
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit
from tests.cases import acts, walk
from tests.factories import READY_DOCUMENTS, make_applicant, make_case, make_document, make_office, make_ready_case

pytestmark = pytest.mark.django_db
MOST = 28  # the home page: a section for each room that may have something to say, a query or two each
Queries = Callable[[int], Any]


def draft() -> tuple[Case, list[str]]:
    case = make_ready_case()
    pages = [("case",), ("question", "region"), ("question", "work"), ("documents",), ("attach", "photo"), ("check",), ("withdraw",)]
    return case, ["/", "/cases/", "/cases/start/work-patent/", *(walk.url(case, *page) for page in pages)]


def sent() -> tuple[Case, list[str]]:
    case = acts.sent_case()
    return case, ["/", "/cases/", *(walk.url(case, page) for page in ("case", "sent", "receipt", "withdraw"))]


def asked() -> tuple[Case, list[str]]:
    case, _request = acts.asked_case()
    return case, ["/", walk.url(case), walk.url(case, "answer"), walk.url(case, "attach", "photo")]


def refused() -> tuple[Case, list[str]]:
    case = acts.proposed_case("refused")
    acts.confirm(case)
    return case, ["/", walk.url(case), walk.url(case, "letter"), walk.url(case, "receipt")]


def granted() -> tuple[Case, list[str]]:
    case = acts.proposed_case()
    acts.confirm(case)
    return case, ["/", walk.url(case), walk.url(case, "letter")]


def add_rows(case: Case) -> None:
    """Thirty more of everything that a page could walk over."""
    for number in range(30):
        make_case("withdrawn", person=case.person, submitted_at=clock.now())
        make_document(case.person, READY_DOCUMENTS[number % len(READY_DOCUMENTS)])
        make_document(case.person, "photo")
        emit(CaseReleased(case_id=case.pk, person_id=case.person_id, officer_id=1), actor=SYSTEM)
        make_office(f"{(1 + number):02d}0-001")
        make_case("submitted", person=make_applicant())


def cost(at_most: Queries, client: Client, address: str, number: int) -> int:
    with at_most(number) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


@pytest.mark.parametrize("world", [draft, sent, asked, refused, granted])
def test_pages_cost_few_queries_and_no_more_with_more_rows(world, django_assert_max_num_queries):
    case, addresses = world()
    client = walk.browser(case.person.user)
    client.get("/")  # what is read once per process is read
    before = {address: cost(django_assert_max_num_queries, client, address, MOST) for address in addresses}
    add_rows(case)
    for address, number in before.items():
        cost(django_assert_max_num_queries, client, address, number)


def test_announcing_costs_a_fixed_number_of_queries_per_case(django_assert_max_num_queries):
    late = {"decide_by": clock.today() - timedelta(days=1)}
    make_case("submitted", **late)
    with django_assert_max_num_queries(100) as one:
        announce_overdue()
    for _n in range(10):
        make_case("submitted", **late)
    with django_assert_max_num_queries(len(one) + 9 * 4):
        announce_overdue()
