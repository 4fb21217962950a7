"""A person's own cases over the API."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from cases.rules.reference import new_reference
from portal.edge.idempotency import HEADER
from tests.cases import acts
from tests.factories import make_case, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
LIST = "/api/v1/cases/"
STRANGE = ["M26-0000-0000-0", "nonsense", "1", "M26%E2%80%AE", "x" * 300, "%F0%9F%98%80"]


def api(case: Any = None, *, user: Any = None) -> Client:
    client = sign_in(user or case.person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def address(case: Any, act: str = "") -> str:
    return f"{LIST}{case.reference}/{act}"


def withdraw(client: Client, case: Any, key: str = "withdraw-0001", **fields: Any) -> Any:
    return client.post(address(case, "withdraw/"), "{}", content_type="application/json", headers={HEADER: key}, **fields)


def test_lists_ones_own_cases_newest_first():
    person = make_person()
    old, new = make_case("withdrawn", person=person), make_case("draft", person=person)
    make_case("submitted")
    body = api(new).get(LIST).json()
    assert [row["reference"] for row in body["results"]] == [new.reference, old.reference]
    assert body["results"][0]["status_name"] == "not sent yet"


def test_pages_by_key():
    person = make_person()
    for _n in range(3):
        make_case("withdrawn", person=person)
    client = api(user=person.user)
    first = client.get(LIST, {"page_size": 2}).json()
    second = client.get(first["next"]).json()
    assert [len(first["results"]), len(second["results"]), second["next"]] == [2, 1, None]


@pytest.mark.parametrize("position", ["abc", "1.5", "-1", "9" * 30, "٣", ""])
def test_a_cursor_that_we_did_not_write_is_refused(position):
    cursor = base64.b64encode(f"p={quote(position)}".encode()).decode()
    assert api(user=make_user()).get(LIST, {"cursor": cursor}).status_code == 404


def test_a_person_without_a_profile_has_no_cases():
    assert api(user=make_user()).get(LIST).json()["results"] == []


def test_a_sent_case_explains_its_deadline():
    case = acts.sent_case()
    body = api(case).get(address(case)).json()
    assert (body["status"], body["decide_by"]) == ("submitted", case.decide_by.isoformat())
    assert any("695" in step["citation"] for step in body["decide_by_steps"])
    assert (body["waiting_on_you"], body["decision"]) == (None, None)


def test_an_asked_case_says_what_is_asked():
    case, request = acts.asked_case()
    waiting = api(case).get(address(case)).json()["waiting_on_you"]
    assert (waiting["text"], waiting["document_kinds"]) == (request.text, ["photo"])
    assert waiting["answer_by"] == request.answer_by.isoformat()


def test_a_refused_case_says_why_and_until_when_one_may_appeal_and_names_no_officer():
    case = acts.proposed_case("refused")
    acts.confirm(case)
    decision = api(case).get(address(case)).json()["decision"]
    assert (decision["outcome"], decision["ground"], decision["appeal_by"] > decision["decided_on"]) == ("refused", "NO_EXAM", True)
    assert not {"proposed_by", "confirmed_by"} & set(decision)


def test_a_proposed_decision_is_not_told_yet():
    case = acts.proposed_case("refused")
    assert api(case).get(address(case)).json()["decision"] is None


def test_the_number_may_be_written_as_people_write_it():
    case = make_case(reference=new_reference(year=2026))
    assert api(case).get(f"{LIST}{case.reference.lower().replace('-', '')}/").json()["reference"] == case.reference


@pytest.mark.parametrize("act", ["", "withdraw/"])
def test_another_persons_case_answers_like_one_that_never_existed(act):
    case, stranger = make_case("submitted"), make_user()

    def send(url: str, key: str) -> Any:
        client = api(user=stranger)
        return client.post(url, "{}", content_type="application/json", headers={HEADER: key}) if act else client.get(url)

    other, unknown = send(address(case, act), "one-key-1"), send(f"{LIST}M26-0000-0000-0/{act}", "two-key-2")
    assert (other.status_code, other.content) == (unknown.status_code, unknown.content)
    assert other.status_code == 404
    case.refresh_from_db()
    assert case.status == "submitted"


@pytest.mark.parametrize("reference", STRANGE)
def test_strange_numbers_are_not_found(reference):
    assert api(user=make_user()).get(f"{LIST}{reference}/").status_code == 404


def test_withdraws_once_under_one_key():
    case = acts.sent_case()
    client = api(case)
    first, second = withdraw(client, case), withdraw(client, case)
    assert (first.status_code, first.json()["status"]) == (200, "withdrawn")
    assert second.json() == first.json()
    assert acts.events(case).count("CaseWithdrawn") == 1


def test_withdrawing_under_a_new_key_is_refused():
    case = acts.sent_case()
    client = api(case)
    withdraw(client, case)
    again = withdraw(client, case, "withdraw-0002")
    assert (again.status_code, again.json()["code"]) == (409, "case_moved")


def test_withdrawing_needs_a_key():
    case = acts.sent_case()
    refused = api(case).post(address(case, "withdraw/"), "{}", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")
    case.refresh_from_db()
    assert case.status == "submitted"


def test_a_case_being_decided_is_not_withdrawn():
    case = acts.proposed_case()
    with acts.nothing_changes():
        assert withdraw(api(case), case).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_repeats_withdraw_once():
    case = acts.sent_case()
    clients = [api(case) for _n in range(10)]
    answers = acts.at_once(10, lambda number: withdraw(clients[number], case).status_code)
    assert set(answers) <= {200, 409}  # 409: the first one is still running
    assert 200 in answers
    assert acts.events(case).count("CaseWithdrawn") == 1


def test_extra_fields_change_nothing():
    case = acts.sent_case()
    client = api(case)
    for method in (client.put, client.patch, client.delete, client.post):
        assert method(address(case), json.dumps({"status": "granted"}), content_type="application/json").status_code == 405
    case.refresh_from_db()
    assert case.status == "submitted"


def test_nobody_and_officers_have_no_cases_of_their_own_here():
    assert Client().get(LIST).status_code == 401
    assert api(user=make_user("officer")).get(LIST).status_code == 403


def test_the_list_costs_the_same_with_one_case_and_with_thirty(django_assert_max_num_queries):
    person = make_person()
    client = api(user=person.user)
    make_case("withdrawn", person=person)
    with django_assert_max_num_queries(10) as one:
        client.get(LIST)
    for _n in range(29):
        make_case("withdrawn", person=person, closed_at=timezone.now())
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)


def test_the_schema_describes_the_cases():
    schema = Client().get("/api/schema/", headers={"accept": "application/json"}).json()["paths"]
    assert set(schema["/api/v1/cases/{reference}/withdraw/"]) == {"post"}
    assert {"/api/v1/cases/", "/api/v1/cases/{reference}/"} <= set(schema)
