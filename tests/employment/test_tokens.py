"""A token opens its organisation's checks, within its scopes and days, and nothing else."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from employment.errors import MayNot, NotConfirmed, TokenShownAlready, TokenTooLong, TooManyTokens
from employment.models import ApiToken, Organisation
from employment.services import make_token, revoke_token
from employment.services import tokens as service
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from tests.employment.world import add_member, make_organisation, owner_of
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
BOTH = ("checks:read", "checks:write")


def new_token(organisation: Organisation, scopes: tuple[str, ...] = BOTH, **fields: Any) -> tuple[ApiToken, str]:
    today = fields.pop("on", clock.today())
    base: dict[str, Any] = {
        "organisation_id": organisation.pk, "name": "Personnel", "scopes": scopes, "ends_on": today + timedelta(days=30),
        "submission_key": uuid.uuid4(), "actor": actor_of(owner_of(organisation)), "on": today,
    }  # fmt: skip
    return make_token(**{**base, **fields})


def read(secret: str, **headers: str) -> Any:
    return Client().get("/api/v1/employer/checks/", headers={"authorization": f"Bearer {secret}", **headers})


def test_the_secret_is_not_kept_and_opens_the_list():
    token, secret = new_token(make_organisation())
    assert secret not in str(ApiToken.objects.values().get())
    assert read(secret).json()["results"] == []
    token.refresh_from_db()
    assert token.last_used_on == clock.today()
    assert Event.objects.filter(name="employment.TokenMade").count() == 1
    assert secret not in str(list(Event.objects.values()))


def test_a_token_works_through_its_last_day_and_not_a_day_longer(monkeypatch):
    today = clock.today()
    _token, secret = new_token(make_organisation(), ends_on=today + timedelta(days=365))
    for days, status in ((364, 200), (365, 200), (366, 401)):
        monkeypatch.setattr(clock, "today", lambda days=days: today + timedelta(days=days))
        assert read(secret).status_code == status


def test_a_year_is_the_longest_and_yesterday_is_no_last_day():
    organisation, today = make_organisation(), clock.today()
    for days in (-1, 366):
        with pytest.raises(TokenTooLong):
            new_token(organisation, ends_on=today + timedelta(days=days))
    assert not ApiToken.objects.exists()


def test_the_table_itself_refuses_long_tokens_strange_scopes_and_a_return_to_life():
    token, _secret = new_token(make_organisation())
    for change in ({"ends_on": token.begins_on + timedelta(days=366)}, {"scopes": ["all"]}, {"scopes": []}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.update(**change)
    ApiToken.objects.update(revoked_at=clock.now())
    with pytest.raises(InternalError, match="stays revoked"), transaction.atomic():
        ApiToken.objects.update(revoked_at=None)
    with pytest.raises(InternalError), transaction.atomic():
        token.delete()


def test_revoked_unknown_ended_and_suspended_answer_alike(monkeypatch):
    organisation = make_organisation()
    token, secret = new_token(organisation)
    unknown = read("emp_unknown")
    revoke_token(token_id=token.pk, actor=actor_of(owner_of(organisation)))
    revoked = read(secret)
    suspended = make_organisation()
    _token, other = new_token(suspended)
    Organisation.objects.filter(pk=suspended.pk).update(status="suspended", reason="Because.")
    _token, ended = new_token(make_organisation(), ends_on=clock.today())
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    answers = [unknown, revoked, read(other), read(ended)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(401, unknown.content)}
    assert unknown.headers["WWW-Authenticate"] == "Bearer"


def test_a_suspended_organisation_gets_its_tokens_back_when_it_is_confirmed_again():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    Organisation.objects.filter(pk=organisation.pk).update(status="suspended", reason="Because.")
    assert read(secret).status_code == 401
    Organisation.objects.filter(pk=organisation.pk).update(status="confirmed")
    assert read(secret).status_code == 200


def test_a_token_outlives_the_owner_who_made_it_and_is_listed_with_them():
    organisation = make_organisation()
    maker, second = owner_of(organisation), make_user()
    _token, secret = new_token(organisation)
    add_member(organisation, second, "owner")
    organisation.members.filter(user=maker).delete()
    assert read(secret).status_code == 200
    assert maker.email in sign_in(second).get(f"/employer/{organisation.number}/tokens/").content.decode()


@pytest.mark.parametrize("role", ["hr", "viewer"])
def test_only_an_owner_makes_and_revokes(role):
    organisation = make_organisation()
    member = add_member(organisation, make_user(), role)
    token, _secret = new_token(organisation)
    with pytest.raises(MayNot):
        new_token(organisation, actor=actor_of(member))
    with pytest.raises(MayNot):
        revoke_token(token_id=token.pk, actor=actor_of(member))
    assert sign_in(member).get(f"/employer/{organisation.number}/tokens/").status_code == 404
    token.refresh_from_db()
    assert (ApiToken.objects.count(), token.revoked_at) == (1, None)


def test_an_organisation_that_is_not_confirmed_makes_none():
    with pytest.raises(NotConfirmed):
        new_token(make_organisation("suspended"))


def test_the_same_form_twice_makes_one_token():
    organisation, key = make_organisation(), uuid.uuid4()
    new_token(organisation, submission_key=key)
    with pytest.raises(TokenShownAlready):
        new_token(organisation, submission_key=key)
    assert ApiToken.objects.count() == 1


def test_there_is_an_end_to_tokens_and_a_revoked_one_makes_room(monkeypatch):
    monkeypatch.setattr(service, "MOST_TOKENS", 2)
    organisation = make_organisation()
    first, _secret = new_token(organisation)
    new_token(organisation)
    with pytest.raises(TooManyTokens):
        new_token(organisation)
    revoke_token(token_id=first.pk, actor=actor_of(owner_of(organisation)))
    new_token(organisation)


@pytest.mark.parametrize(("language", "title"), [("ru", "Ключи API"), ("en", "API tokens")])
def test_the_owner_makes_a_token_on_the_page_sees_its_secret_once_and_revokes_it(language, title):
    organisation = make_organisation()
    client, address = sign_in(owner_of(organisation)), f"/employer/{organisation.number}/tokens/"
    sent = {"name": "Кадры <b>", "scopes": ["checks:read"], "days": "30", "submission_key": str(uuid.uuid4())}
    shown = client.post(address, sent)
    secret = shown.content.decode().split('<code class="portal-break">')[1].split("</code>")[0]
    assert (shown.headers["Cache-Control"], read(secret).status_code) == ("no-store", 200)
    page = client.get(address, headers={"accept-language": language}).content.decode()
    assert title in page
    assert secret not in page
    assert "Кадры &lt;b&gt;" in page
    token = ApiToken.objects.get()
    asked = client.get(f"{address}{token.reference}/revoke/").content.decode()
    token.refresh_from_db()
    assert ("Кадры &lt;b&gt;" in asked, token.revoked_at) == (True, None)
    assert client.post(f"{address}{token.reference}/revoke/").status_code == 302
    assert read(secret).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer " + "x" * 5000, "Token emp_x", "Basic eDp5", ""])
def test_a_strange_header_is_a_401(header):
    answer = Client().get("/api/v1/employer/checks/", headers={"authorization": header})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


def test_an_organisations_token_opens_nothing_of_a_person_and_a_session_nothing_here():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    for scheme in ("Bearer", "Token"):
        assert Client().get("/api/v1/cases/", headers={"authorization": f"{scheme} {secret}"}).status_code == 401
    assert sign_in(owner_of(organisation)).get("/api/v1/employer/checks/").status_code == 401
