"""The owner's pages of signed notices, and the worker's one press."""

import uuid
from datetime import timedelta

import pytest

from employment.watch.models import Watch
from employment.webhooks.models import Endpoint, WebhookDelivery
from portal import clock
from tests.employment.watch_world import make_consent, make_endpoint, make_member, make_organisation, member_client
from tests.factories import make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db


def test_the_secret_stands_in_one_answer_and_on_no_other_page():
    organisation = make_organisation()
    client, base = member_client(organisation), f"/employer/{organisation.number}/notices/"
    answer = client.post(base, {"url": "http://127.0.0.1:9/in"})
    endpoint = Endpoint.objects.get()
    assert endpoint.secret in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    for address in (base, f"{base}{endpoint.reference}/"):
        assert endpoint.secret not in client.get(address).content.decode()


def test_an_address_of_another_shape_is_kept_on_the_page_with_its_error(settings):
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    organisation = make_organisation()
    answer = member_client(organisation).post(f"/employer/{organisation.number}/notices/", {"url": "http://example.org/"})
    assert (answer.status_code, Endpoint.objects.count()) == (200, 0)
    assert answer.context["form"].errors["url"]
    assert "http://example.org/" in answer.content.decode()


def test_the_buttons_of_an_address():
    organisation = make_organisation()
    endpoint, client = make_endpoint(organisation), member_client(organisation)
    base = f"/employer/{organisation.number}/notices/{endpoint.reference}/"
    client.post(base + "test/")
    assert WebhookDelivery.objects.get().type == "test"
    client.post(base + "off/")
    client.post(base + f"again/{WebhookDelivery.objects.get().message_id}/")
    assert WebhookDelivery.objects.get().status == "failed"
    client.post(base + "on/")
    client.post(base + f"again/{WebhookDelivery.objects.get().message_id}/")
    assert WebhookDelivery.objects.get().status == "waiting"
    old = Endpoint.objects.get().secret
    new = client.post(base + "secret/")
    assert Endpoint.objects.get().secret in new.content.decode()
    assert Endpoint.objects.get().previous_secret == old
    assert client.post(base + "nonsense/").status_code == 404


def test_an_address_is_removed_only_after_the_page_that_asks_once_more():
    organisation = make_organisation()
    endpoint, client = make_endpoint(organisation), member_client(organisation)
    base = f"/employer/{organisation.number}/notices/{endpoint.reference}/"
    assert f'href="{base}remove/"' in client.get(base).content.decode()
    asked = client.get(base + "remove/").content.decode()
    endpoint.refresh_from_db()
    assert (endpoint.url in asked, bool(endpoint.secret), endpoint.state) == (True, True, "on")
    assert client.post(base + "remove/").status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.secret, endpoint.state) == ("", "removed")
    assert {client.get(base).status_code, client.get(base + "remove/").status_code} == {404}


@pytest.mark.parametrize("role", ["hr", "viewer"])
def test_only_owners_manage_addresses(role: str):
    organisation = make_organisation()
    endpoint = make_endpoint(organisation)
    client = sign_in(make_member(organisation, role))
    for address in ("", f"{endpoint.reference}/"):
        assert client.get(f"/employer/{organisation.number}/notices/{address}").status_code == 404
    assert client.post(f"/employer/{organisation.number}/notices/{endpoint.reference}/off/").status_code == 404
    assert Endpoint.objects.get().state == "on"


def test_a_suspended_organisation_has_no_pages_here():
    organisation = make_organisation(status="suspended", reason="Because.")
    client = member_client(organisation)
    for room in ("notices", "lists", "news"):
        assert client.get(f"/employer/{organisation.number}/{room}/").status_code == 404


def test_a_worker_allows_sees_and_ends_it_with_one_press():
    patent = make_patent("issued")
    consent = make_consent(patent=patent)
    client = sign_in(patent.person.user)
    day = clock.today() + timedelta(days=30)
    assert client.get(f"/watches/allow/{consent.number}/").status_code == 200
    client.post(f"/watches/allow/{consent.number}/", {"ends_on": day.strftime("%d.%m.%Y")})
    watch = Watch.objects.get()
    assert (watch.ends_on, watch.status) == (day, "active")
    assert consent.organisation.name in client.get("/watches/").content.decode()
    assert sign_in(make_user()).post(f"/watches/{watch.pk}/end/").status_code == 404
    client.post(f"/watches/{watch.pk}/end/")
    watch.refresh_from_db()
    assert (watch.status, watch.ended_by) == ("ended", "worker")


def test_a_day_after_the_consent_is_refused_and_what_was_typed_stays():
    patent = make_patent("issued")
    consent = make_consent(patent=patent)
    answer = sign_in(patent.person.user).post(f"/watches/allow/{consent.number}/", {"ends_on": "31.12.2099"})
    assert (answer.status_code, Watch.objects.count()) == (200, 0)
    assert "31.12.2099" in answer.content.decode()


def test_another_workers_consent_answers_like_one_that_never_was():
    consent, stranger = make_consent(), sign_in(make_user())
    there, never = stranger.get(f"/watches/allow/{consent.number}/"), stranger.get(f"/watches/allow/C26-{uuid.uuid4().hex[:8]}/")
    assert there.status_code == never.status_code == 404
