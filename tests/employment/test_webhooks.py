"""Signed notices leave once they can, under one name, and end in sight."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from standardwebhooks import Webhook, WebhookVerificationError

from employment.webhooks import delivery, services
from employment.webhooks.errors import AddressRefused, DeliveryNotFinal, EndpointGone, EndpointStopped, TooManyEndpoints
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.services import attempts
from employment.webhooks.transport import Answer
from portal import clock
from portal.events.actor import Actor
from portal.events.models import Event
from tests.apart import Process
from tests.employment.receiver import receiver
from tests.employment.watch_world import make_organisation
from tests.factories import make_user


def make_endpoint(url: str, organisation: Any = None) -> tuple[Endpoint, str]:
    return services.add_endpoint(organisation_id=(organisation or make_organisation()).pk, url=url, actor=Actor("person", make_user().pk))


def tell(endpoint: Endpoint, key: str = "watch:1") -> WebhookDelivery:
    with transaction.atomic():
        services.tell_organisation(
            organisation_id=endpoint.organisation_id, notice_key=key, type="right_to_work.changed", data={"consent": "C-1"}
        )
    return endpoint.deliveries.get(notice_key=key)


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    def forward(by: timedelta) -> None:
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return forward


@pytest.mark.django_db
def test_a_notice_arrives_once_with_a_signature_that_the_library_verifies():
    with receiver() as employer:
        endpoint, secret = make_endpoint(employer.url)
        row = tell(endpoint)
        assert (delivery.deliver_due(), delivery.deliver_due()) == (1, 0)
        ((path, headers, body),) = employer.got
    assert path == "/notices?from=portal"
    told = Webhook(secret).verify(body, headers)
    assert (told["type"], told["data"]) == ("right_to_work.changed", {"consent": "C-1"})
    assert headers["webhook-id"] == f"msg_{row.message_id.hex}"
    row.refresh_from_db()
    assert (row.status, row.attempts, row.last_status) == ("delivered", 1, 200)


@pytest.mark.django_db
def test_a_changed_body_does_not_verify():
    with receiver() as employer:
        endpoint, secret = make_endpoint(employer.url)
        tell(endpoint)
        delivery.deliver_due()
        _path, headers, body = employer.got[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"C-1", b"C-2"), headers)


@pytest.mark.django_db
def test_the_same_news_is_queued_once_for_each_address():
    organisation = make_organisation()
    one, _secret = make_endpoint("http://127.0.0.1:9/a", organisation)
    two, _secret = make_endpoint("http://127.0.0.1:9/b", organisation)
    other, _secret = make_endpoint("http://127.0.0.1:9/a")
    tell(one)
    tell(one)
    assert [endpoint.deliveries.count() for endpoint in (one, two, other)] == [1, 1, 0]


@pytest.mark.django_db
def test_news_of_a_change_that_was_rolled_back_is_not_told():
    endpoint, _secret = make_endpoint("http://127.0.0.1:9/")
    with transaction.atomic():
        services.tell_organisation(organisation_id=endpoint.organisation_id, notice_key="k", type="x", data={})
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
def test_a_failed_notice_waits_longer_each_time_and_ends_after_about_three_days(travel):
    with receiver(answers=[500]) as employer:
        endpoint, _secret = make_endpoint(employer.url)
        row = tell(endpoint)
        begun, pauses = clock.now(), []
        while True:
            delivery.deliver_due()
            row.refresh_from_db()
            if row.status == "failed":
                break
            pauses.append(row.next_attempt_at - clock.now())
            travel(max(pauses[-1], attempts.LONGEST_REST))
        assert timedelta(days=2, hours=20) < clock.now() - begun < timedelta(days=3, hours=4)
        assert pauses == sorted(pauses)
        assert (row.last_status, len({headers["webhook-id"] for _p, headers, _b in employer.got})) == (500, 1)
        travel(timedelta(days=1))
        assert delivery.deliver_due() == 0
        assert len(employer.got) == len(pauses) + 1


@pytest.mark.django_db
def test_one_dead_address_holds_up_nobody():
    """After its first failure it rests, and its other notices with it."""
    with receiver(answers=[503]) as dead, receiver() as alive:
        endpoint, _secret = make_endpoint(dead.url)
        for number in range(20):
            tell(endpoint, f"watch:{number}")
        healthy, _secret = make_endpoint(alive.url)
        tell(healthy)
        assert delivery.deliver_due() == 1
        assert len(dead.got) == 1


@pytest.mark.django_db
def test_a_notice_given_up_is_sent_again_under_the_same_name(travel):
    with receiver(answers=[400] * (len(attempts.PAUSES) + 1) + [204]) as employer:
        endpoint, _secret = make_endpoint(employer.url)
        row = tell(endpoint)
        with pytest.raises(DeliveryNotFinal):
            services.send_again(delivery_id=row.pk)
        while row.status != "failed":
            delivery.deliver_due()
            row.refresh_from_db()
            travel(timedelta(hours=25))
            Endpoint.objects.update(failing_since=None)  # not the address's patience, this notice's own
        services.send_again(delivery_id=row.pk)
        assert delivery.deliver_due() == 1
        assert len({headers["webhook-id"] for _p, headers, _b in employer.got}) == 1
    with pytest.raises(DeliveryNotFinal):
        services.send_again(delivery_id=row.pk)


@pytest.mark.django_db
def test_days_of_failures_switch_the_address_off_and_say_so(travel):
    with receiver(answers=[500]) as employer:
        endpoint, _secret = make_endpoint(employer.url)
        tell(endpoint, "first")
        delivery.deliver_due()
        travel(attempts.PATIENCE)
        row = tell(endpoint, "second")
        waiting = tell(endpoint, "third")
        delivery.deliver_due()
    endpoint.refresh_from_db()
    assert endpoint.state == "failed"
    assert Event.objects.filter(name="webhooks.EndpointStoppedFailing", payload__cause="days_of_failures").count() == 1
    assert set(endpoint.deliveries.values_list("status", flat=True)) == {"failed"}
    with pytest.raises(EndpointStopped):
        services.send_again(delivery_id=waiting.pk)
    services.switch_on(endpoint_id=endpoint.pk, actor=Actor("person", endpoint.created_by_id))
    assert services.send_again(delivery_id=row.pk).status == "waiting"


@pytest.mark.django_db
def test_an_address_that_says_it_is_gone_is_switched_off_at_once():
    with receiver(answers=[410]) as employer:
        endpoint, _secret = make_endpoint(employer.url)
        tell(endpoint)
        delivery.deliver_due()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.deliveries.get().status) == ("failed", "failed")


@pytest.mark.django_db
def test_one_success_makes_the_address_healthy(travel):
    with receiver(answers=[500, 200]) as employer:
        endpoint, _secret = make_endpoint(employer.url)
        tell(endpoint)
        delivery.deliver_due()
        endpoint.refresh_from_db()
        assert endpoint.failing_since
        travel(timedelta(minutes=1))
        assert delivery.deliver_due() == 1
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.quiet_until) == (None, None)


@pytest.mark.django_db
def test_nothing_is_written_for_an_address_that_is_off():
    endpoint, _secret = make_endpoint("http://127.0.0.1:9/")
    row, actor = tell(endpoint), Actor("person", endpoint.created_by_id)
    services.switch_off(endpoint_id=endpoint.pk, actor=actor)
    row.refresh_from_db()
    assert (row.status, row.last_error) == ("failed", "switched_off")
    with transaction.atomic():
        assert services.tell_organisation(organisation_id=endpoint.organisation_id, notice_key="later", type="x", data={}) == 0
    with pytest.raises(EndpointStopped):
        services.tell_test(endpoint_id=endpoint.pk)


@pytest.mark.django_db
def test_for_a_day_both_secrets_verify_then_only_the_new_one(travel):
    with receiver() as employer:
        endpoint, old = make_endpoint(employer.url)
        actor = Actor("person", endpoint.created_by_id)
        _endpoint, new = services.replace_secret(endpoint_id=endpoint.pk, actor=actor)
        tell(endpoint, "during")
        delivery.deliver_due()
        _path, headers, body = employer.got[-1]
        assert Webhook(old).verify(body, headers)
        assert Webhook(new).verify(body, headers)
        assert old != new
        travel(timedelta(hours=25))
        tell(endpoint, "after")
        row = attempts.claim()
        assert row is not None
        assert delivery._keys(row.endpoint, clock.now()) == [new]


@pytest.mark.django_db
def test_secrets_are_not_readable_in_the_database():
    endpoint, secret = make_endpoint("http://127.0.0.1:9/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_endpoint WHERE id = %s", [endpoint.pk])
        (stored,) = cursor.fetchone()
    assert secret.removeprefix("whsec_") not in stored
    services.remove_endpoint(endpoint_id=endpoint.pk, actor=Actor("person", endpoint.created_by_id))
    endpoint.refresh_from_db()
    assert (endpoint.secret, endpoint.state) == ("", "removed")


@pytest.mark.django_db
def test_an_address_that_was_removed_meanwhile_is_gone_and_removing_it_twice_is_once():
    endpoint, _secret = make_endpoint("https://example.org/hook")
    actor = Actor("person", endpoint.created_by_id)
    for _press in range(2):
        assert services.remove_endpoint(endpoint_id=endpoint.pk, actor=actor).state == "removed"
    assert Event.objects.filter(name="webhooks.EndpointSwitched", payload__endpoint_id=endpoint.pk).count() == 1
    for act in (services.replace_secret, services.switch_on, services.switch_off):
        with pytest.raises(EndpointGone):
            act(endpoint_id=endpoint.pk, actor=actor)


@pytest.mark.django_db
def test_at_most_five_addresses_and_none_twice():
    organisation = make_organisation()
    for number in range(5):
        make_endpoint(f"http://127.0.0.1:9/{number}", organisation)
    with pytest.raises(TooManyEndpoints):
        make_endpoint("http://127.0.0.1:9/6", organisation)
    again = make_organisation()
    make_endpoint("http://127.0.0.1:9/", again)
    with pytest.raises(AddressRefused):
        make_endpoint("http://127.0.0.1:9/", again)


@pytest.mark.django_db
def test_a_redirect_inside_is_no_delivery():
    with receiver() as inner, receiver(answers=[(307, {"Location": inner.url})]) as outer:
        endpoint, _secret = make_endpoint(outer.url)
        row = tell(endpoint)
        delivery.deliver_due()
        assert inner.got == []
    row.refresh_from_db()
    assert (row.status, row.last_status) == ("waiting", 307)


@pytest.mark.django_db
def test_a_name_that_leads_inside_is_not_called(settings):
    with receiver() as employer:
        endpoint, _secret = make_endpoint(employer.url)
        row = tell(endpoint)
        settings.WEBHOOK_ALLOW_LOOPBACK = False
        delivery.deliver_due()
        assert employer.got == []
    row.refresh_from_db()
    assert (row.status, row.last_error) == ("waiting", "address_refused")


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_different_notices():
    endpoint, _secret = make_endpoint("http://127.0.0.1:9/")
    first, second = tell(endpoint, "a"), tell(endpoint, "b")
    claimed = {attempts.claim().pk, attempts.claim().pk}
    assert claimed == {first.pk, second.pk}
    assert attempts.claim() is None


@pytest.mark.django_db
def test_an_attempt_whose_lease_ran_out_records_nothing(travel):
    endpoint, _secret = make_endpoint("http://127.0.0.1:9/")
    tell(endpoint)
    slow = attempts.claim()
    travel(attempts.LEASE)
    quick = attempts.claim()
    assert (slow.pk, slow.message_id) == (quick.pk, quick.message_id)
    assert attempts.record(slow, Answer(500)) == ""
    assert attempts.record(quick, Answer(200)) == "delivered"


WORKER = """
import django, os
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DB_NAME"]
from employment.webhooks.delivery import deliver_due
deliver_due()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_recording_sends_a_second_copy_of_the_same_name(travel):
    """The receiver kills the worker once it has the notice; the next worker repeats it, and the name lets the receiver drop it."""
    with receiver() as employer:
        endpoint, _secret = make_endpoint(employer.url)
        row = tell(endpoint)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "TEST_DB_NAME": str(connection.settings_dict["NAME"]),
        }
        worker = Process("-c", WORKER, env=environment)
        employer.after = lambda: os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(timeout=60) == -signal.SIGKILL
        employer.after = None
        row.refresh_from_db()
        assert (row.status, len(employer.got)) == ("sending", 1)
        assert delivery.deliver_due() == 0  # leased
        travel(attempts.LEASE + timedelta(seconds=1))
        assert delivery.deliver_due() == 1
        first, second = (headers["webhook-id"] for _path, headers, _body in employer.got)
    assert first == second
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("delivered", 2)


def test_the_receiver_is_only_allowed_on_this_machine_in_the_demonstration(settings):
    from portal.settings import base

    assert base.WEBHOOK_ALLOW_LOOPBACK is False
