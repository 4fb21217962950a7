"""Who is signed in as an employer leaves a receipt at the public check too; everybody else is answered as ever."""

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from employment import limits
from employment.models import PatentCheck
from patents.models import Question
from portal.edge.limits import Limit
from tests.employment.world import add_member, make_organisation, owner_of, valid_patent
from tests.factories import make_user, sign_in

# The question is one write in autocommit: it would not be final inside the test's own transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def asked(patent: Any, **fields: Any) -> dict[str, Any]:
    return {"series": patent.series, "number": patent.number, "submission_key": str(uuid.uuid4()), **fields}


def words(page: Any) -> str:
    return unescape(page.content.decode())


def test_a_signed_in_employer_gets_a_receipt_and_is_told_before_and_after() -> None:
    organisation, patent = make_organisation(), valid_patent()
    client = sign_in(owner_of(organisation))
    assert organisation.name in words(client.get("/check/"))
    page = client.post("/check/", asked(patent))
    check = PatentCheck.objects.get()
    assert (check.organisation, check.way, check.result, check.person) == (organisation, "number", "valid", patent.person)
    assert f"/employer/{organisation.number}/checks/{check.number}/" in words(page)
    assert Question.objects.get().result == "valid"
    assert organisation.name in words(sign_in(patent.person.user).get("/profile/sharing/"))


def test_the_same_form_twice_is_one_receipt_and_the_page_shown_next_asks_anew() -> None:
    organisation, patent, other = make_organisation(), valid_patent(), valid_patent()
    client, form = sign_in(owner_of(organisation)), asked(patent)
    pages = [client.post("/check/", form) for _n in range(2)]
    assert PatentCheck.objects.count() == 1
    fresh = re.search(r'name="submission_key" value="([^"]+)"', words(pages[0]))
    assert fresh is not None
    assert fresh[1] != form["submission_key"]
    client.post("/check/", asked(other, submission_key=fresh[1]))
    assert set(PatentCheck.objects.values_list("patent_id", flat=True)) == {patent.pk, other.pk}


def test_who_acts_for_several_employers_chooses_and_cannot_choose_anothers() -> None:
    first, second, foreign, patent = make_organisation(), make_organisation(), make_organisation(), valid_patent()
    person = owner_of(first)
    add_member(second, person, "hr")
    client = sign_in(person)
    assert client.post("/check/", asked(patent, employer=foreign.number)).context["form"].errors["employer"]
    client.post("/check/", asked(patent, employer=second.number))
    assert PatentCheck.objects.get().organisation == second


@pytest.mark.parametrize("who", ["nobody", "worker", "viewer", "of a suspended one"])
def test_everybody_else_is_answered_without_a_receipt(who: str) -> None:
    organisation, patent = make_organisation("suspended" if who == "of a suspended one" else "confirmed"), valid_patent()
    people = {
        "worker": make_user,
        "viewer": lambda: add_member(organisation, make_user(), "viewer"),
        "of a suspended one": lambda: owner_of(organisation),
    }
    client = Client() if who == "nobody" else sign_in(people[who]())
    page = client.post("/check/", asked(patent))
    assert page.context["answer"].result == "valid"
    assert 'name="submission_key"' not in words(page)
    assert not PatentCheck.objects.exists()


def test_an_answer_beyond_the_employers_limit_stands_and_says_that_no_receipt_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_ORGANISATION", Limit("test-organisation", times=1, per_seconds=600))
    organisation, patent = make_organisation(), valid_patent()
    client = sign_in(owner_of(organisation))
    pages = [client.post("/check/", asked(patent)) for _n in range(2)]
    assert [page.context["answer"].result for page in pages] == ["valid", "valid"]
    assert PatentCheck.objects.count() == 1
    assert "/checks/" not in words(pages[1])


def test_a_visitor_costs_no_question_about_employers() -> None:
    patent, client = valid_patent(), Client()
    client.get("/check/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/check/")
        client.post("/check/", asked(patent))
    assert not [query for query in queries if "employment_" in query["sql"]]
