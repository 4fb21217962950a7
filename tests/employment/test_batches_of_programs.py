"""A program sends a list with its organisation's token: within its scopes, while it works, and for its own organisation alone."""

import uuid
from typing import Any

import pytest
from django.test import Client

from employment.batches.models import Batch
from employment.models import Organisation, PatentCheck
from employment.services import revoke_token
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.jobs.services import run_due_jobs
from tests.employment.test_tokens import new_token
from tests.employment.watch_world import make_member, make_organisation

pytestmark = pytest.mark.django_db


def by_token(secret: str, organisation: Any, path: str = "", rows: Any = None) -> Any:
    address, headers = f"/api/v1/employer/{organisation.number}/batches/{path}", {"authorization": f"Bearer {secret}"}
    if rows is None:
        return Client().get(address, headers=headers)
    return Client().post(address, {"rows": rows}, content_type="application/json", headers={**headers, "idempotency-key": uuid.uuid4().hex})


ROWS = [{"series": "77", "number": str(2600000000 + n)} for n in range(3)]


@pytest.mark.django_db(transaction=True)
def test_a_token_revoked_while_its_list_runs_asks_nothing_more():
    organisation = make_organisation()
    token, secret = new_token(organisation)
    assert by_token(secret, organisation, rows=ROWS).status_code == 201
    batch = Batch.objects.get()
    assert (batch.token, batch.uploaded_by) == (token, token.made_by)
    revoke_token(token_id=token.pk, actor=actor_of(token.made_by))
    run_due_jobs()
    assert set(batch.rows.values_list("problem", flat=True)) == {"member_may_not"}
    assert not PatentCheck.objects.exists()
    assert by_token(secret, organisation).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_a_list_of_a_token_outlives_the_membership_of_who_made_it():
    organisation = make_organisation()
    token, secret = new_token(organisation)
    make_member(organisation, "owner")
    by_token(secret, organisation, rows=ROWS)
    organisation.members.filter(user=token.made_by).delete()
    run_due_jobs()
    assert set(PatentCheck.objects.values_list("token", flat=True)) == {token.pk}
    assert Event.objects.filter(name="employment.PatentChecked", actor_kind="program").count() == 3


@pytest.mark.parametrize(("scopes", "reads", "asks"), [(("checks:read",), 200, 403), (("checks:write",), 403, 201)])
def test_each_scope_opens_its_own_door_to_lists(scopes: tuple[str, ...], reads: int, asks: int):
    organisation = make_organisation()
    _token, secret = new_token(organisation, scopes)
    assert by_token(secret, organisation).status_code == reads
    assert by_token(secret, organisation, rows=ROWS).status_code == asks
    assert Batch.objects.count() == (asks == 201)


def test_another_organisations_token_finds_nothing_and_a_suspended_ones_opens_nothing():
    organisation, other = make_organisation(), make_organisation()
    (_token, secret), (_other, foreign) = new_token(organisation), new_token(other)
    made = by_token(secret, organisation, rows=ROWS).json()
    for path in ("", f"{made['id']}/", f"{made['id']}/rows/"):
        assert by_token(foreign, organisation, path).status_code == 404
        assert by_token(secret, organisation, path).status_code == 200
    assert by_token(foreign, organisation, rows=ROWS).status_code == 404
    Organisation.objects.filter(pk=organisation.pk).update(status="suspended", reason="Because.")
    assert by_token(secret, organisation).status_code == 401
    assert Batch.objects.count() == 1
