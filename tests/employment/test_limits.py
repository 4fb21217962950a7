"""Every way to ask about workers counts the address and the account or token, and a refusal leaves a trace."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from employment import limits
from employment.api import auth
from employment.api import checks as api
from employment.batches import api as batches
from employment.views import verify
from portal.codes import pages
from portal.edge.limits import Limit
from portal.events.models import Event
from tests.employment.test_employer_api import ask, read
from tests.employment.test_tokens import new_token
from tests.employment.watch_world import make_organisation, member_client
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
BODY = {"series": "77", "number": "2600000017"}
LIST = {"rows": [BODY]}


def once(name: str) -> Limit:
    return Limit(f"test-{name}", times=1, per_seconds=600)


def refusals() -> list[dict[str, Any]]:
    return [event.payload for event in Event.objects.filter(name="employment.QuestionsLimited").order_by("pk")]


def test_programs_of_two_employers_share_the_limit_of_their_address(monkeypatch):
    (token, first), (other, second) = new_token(make_organisation()), new_token(make_organisation())
    monkeypatch.setattr(api, "PROGRAMS_ASK", once("ask"))
    monkeypatch.setattr(api, "PROGRAMS_READ", once("read"))
    assert [ask(secret, BODY).status_code for secret in (first, second, second)] == [201, 429, 429]
    assert [(told["token_id"], told["organisation_id"]) for told in refusals()] == [(other.pk, other.organisation_id)]  # told of once
    assert Event.objects.get(name="employment.QuestionsLimited").actor_kind == "program"
    assert [read(secret).status_code for secret in (first, second)] == [200, 429]
    assert token.organisation_id != other.organisation_id


def test_unknown_tokens_are_counted_and_a_good_one_from_the_same_address_goes_on(monkeypatch):
    _token, secret = new_token(make_organisation())
    monkeypatch.setattr(auth, "UNKNOWN_TOKENS", once("unknown"))
    assert [read("emp_wrong").status_code, read("emp_other").status_code, read(secret).status_code] == [401, 429, 200]


def test_lists_of_programs_are_counted_by_address_as_well(monkeypatch):
    (one, first), (two, second) = new_token(make_organisation()), new_token(make_organisation())
    monkeypatch.setattr(batches, "CREATIONS_FROM", once("lists"))
    monkeypatch.setattr(batches, "PROGRAMS_READ", once("read"))

    def send(token: Any, secret: str) -> int:
        headers = {"authorization": f"Bearer {secret}", "idempotency-key": uuid.uuid4().hex}
        address = f"/api/v1/employer/{token.organisation.number}/batches/"
        return Client().post(address, json.dumps(LIST), content_type="application/json", headers=headers).status_code

    assert [send(one, first), send(two, second)] == [201, 429]
    assert [told["token_id"] for told in refusals()] == [two.pk]
    addresses = [f"/api/v1/employer/{token.organisation.number}/batches/" for token in (one, two)]
    assert [read(first, addresses[0]).status_code, read(second, addresses[1]).status_code] == [200, 429]


def test_a_member_who_asks_too_often_leaves_one_trace_in_the_history(monkeypatch):
    organisation = make_organisation()
    client = member_client(organisation)
    monkeypatch.setattr(limits, "PER_ACCOUNT", once("account"))
    sent = {"way": "number", **BODY}
    statuses = [
        client.post(f"/employer/{organisation.number}/check/", {**sent, "submission_key": str(uuid.uuid4())}).status_code for _ in range(4)
    ]
    assert statuses == [302, 429, 429, 429]
    assert refusals() == [{"organisation_id": organisation.pk, "token_id": None}]
    assert organisation.checks.count() == 1


@pytest.mark.parametrize(
    ("module", "address", "body"), [(verify, "/check/receipt/", {"document": "x"}), (pages, "/check/qr/", {"text": "x"})]
)
def test_whoever_is_signed_in_is_counted_as_an_account_too(monkeypatch, module: Any, address: str, body: dict[str, str]):
    monkeypatch.setattr(module, "PER_ACCOUNT", once("account"))
    one, other = sign_in(make_user()), sign_in(make_user())
    assert [client.post(address, body).status_code for client in (one, one, other, Client())] == [200, 429, 200, 200]
