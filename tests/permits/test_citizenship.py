"""The finder of grounds for citizenship: it names what could fit, says what it does not know, and keeps nothing."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from permits.rules.citizenship import GROUNDS, Fact, almost, fitting, offered
from portal.legal.models import LegalSeries
from tests.factories import make_user, sign_in

NO = {fact.value: "no" for fact in Fact}
NOBODY: frozenset[Fact] = frozenset()


def codes(*yes: Fact, citizenship: str = "TJ") -> list[str]:
    return [ground.code for ground in fitting(GROUNDS, citizenship=citizenship, yes=frozenset(yes))]


def ask(client: Client | None = None, lang: str = "en", **answers: str) -> str:
    asked = {"citizenship": "TJ", **NO, **answers}
    response = (client or Client()).post(reverse("citizenship_finder"), asked, headers={"accept-language": lang})
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("yes", "found"),
    [
        ([], []),
        ([Fact.PARENT], ["PARENT_CITIZEN"]),
        ([Fact.SPOUSE], []),
        ([Fact.COMMON_CHILD], []),
        ([Fact.SPOUSE, Fact.COMMON_CHILD], ["SPOUSE_WITH_CHILD"]),
        ([Fact.BORN_IN_RSFSR], []),
        ([Fact.USSR_CITIZEN], []),
        ([Fact.BORN_IN_RSFSR, Fact.USSR_CITIZEN], ["BORN_IN_RSFSR"]),
        ([Fact.PROGRAMME], ["STATE_PROGRAMME"]),
        (list(Fact), ["PARENT_CITIZEN", "SPOUSE_WITH_CHILD", "BORN_IN_RSFSR", "STATE_PROGRAMME"]),
    ],
)
def test_a_ground_fits_when_each_of_its_conditions_is_answered_yes(yes, found):
    assert codes(*yes) == found


@pytest.mark.parametrize(
    ("state", "fits"), [("BY", True), ("KZ", True), ("MD", True), ("UA", True), ("TJ", False), ("UZ", False), ("", False)]
)
def test_a_named_state_is_enough_and_another_is_not(state: str, fits: bool):
    assert codes(citizenship=state) == (["CITIZEN_OF_NAMED_STATE"] if fits else [])


@pytest.mark.parametrize(
    ("yes", "missing"), [(Fact.SPOUSE, Fact.COMMON_CHILD), (Fact.COMMON_CHILD, Fact.SPOUSE), (Fact.USSR_CITIZEN, Fact.BORN_IN_RSFSR)]
)
def test_half_of_a_ground_is_close_and_names_what_is_missing(yes: Fact, missing: Fact):
    assert [near.missing for near in almost(GROUNDS, yes=frozenset({yes}))] == [missing]
    assert almost(GROUNDS, yes=frozenset({yes, missing})) == almost(GROUNDS, yes=NOBODY) == []


def test_only_grounds_that_the_row_names_are_offered():
    assert [ground.code for ground in offered("STATE_PROGRAMME UNKNOWN PARENT_CITIZEN")] == ["STATE_PROGRAMME", "PARENT_CITIZEN"]


@pytest.mark.django_db
def test_the_shipped_row_names_every_ground_and_is_marked_as_unconfirmed():
    row = LegalSeries.objects.get(key="permits.citizenship_grounds").values.get()
    assert [ground.code for ground in offered(row.value)] == [ground.code for ground in GROUNDS]
    assert (row.confidence, "138-FZ" in row.citation) == ("C", True)


@pytest.mark.django_db
def test_the_page_names_the_ground_why_its_papers_and_where_to_apply():
    page = ask(spouse="yes", common_child="yes")
    for said in ("A ground that could fit", "have a child together", "the marriage certificate", "Federal Law 138-FZ", "https://мвд.рф/"):
        assert said in page, said


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{}, {"parent": "yes"}])
def test_each_answer_says_that_the_portal_decides_nothing_and_what_it_does_not_know(answers: dict[str, str]):
    page = ask(**answers)
    for said in (
        "The portal takes no application for citizenship and gives no decision",
        "What is not established here",
        "the state fee and the",
    ):
        assert said in page, said


@pytest.mark.django_db
def test_who_fits_nowhere_is_not_told_no():
    page = ask()
    assert "this is not a no" in page
    assert reverse("cases:start", args=["permanent-residence"]) in page


@pytest.mark.django_db
def test_a_citizen_of_russia_has_nothing_to_apply_for():
    page = ask(citizenship="RU", parent="yes")
    assert "You are a citizen of Russia already" in page
    assert "A ground that could fit" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{}, {"citizenship": "ZZ"}, {"citizenship": "TJ", **NO, "parent": "maybe"}])
def test_what_is_not_answered_is_asked_by_its_field_and_gets_no_answer(typed: dict[str, str]):
    response = Client().post(reverse("citizenship_finder"), typed, headers={"accept-language": "en"})
    assert response.context["form"].errors
    assert "answered" not in response.context


@pytest.mark.django_db
def test_before_the_law_came_into_force_no_ground_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("permits.citizenship.pages.clock", SimpleNamespace(today=lambda: date(2023, 10, 25)))
    page = ask(parent="yes")
    assert "The grounds are not established here" in page
    assert "A parent is a citizen of Russia" not in page


@pytest.mark.django_db
def test_nothing_of_the_answers_is_written():
    client = sign_in(make_user())
    ask(client)  # the session of the language and the like
    with CaptureQueriesContext(connection) as queries:
        ask(client, parent="yes")
    assert [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.django_db
def test_the_page_speaks_russian():
    with translation.override("ru"):
        page = ask(lang="ru", programme="yes")
    assert "Портал не принимает заявления" in page
