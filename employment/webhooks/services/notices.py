"""A fact becomes notices in the transaction of the change: one row for each address that is on."""

import uuid
from typing import Any

from django.db import transaction

from employment.webhooks.errors import DeliveryNotFinal, EndpointStopped
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.nudge import nudge_webhooks
from portal import clock

TEST_TYPE = "test"


def tell_organisation(*, organisation_id: int, notice_key: str, type: str, data: dict[str, Any]) -> int:  # noqa: A002 (the field's name)
    """Queue one notice for every address of the organisation that is on. Telling the same `notice_key` again adds nothing.
    `data` holds numbers, codes and dates, never a person. Returns for how many addresses; call it in the transaction of the change."""
    endpoints = Endpoint.objects.filter(organisation_id=organisation_id, state=Endpoint.State.ON)
    rows = [_row(endpoint, notice_key, type, data) for endpoint in endpoints]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(nudge_webhooks)
    return len(rows)


@transaction.atomic
def tell_test(*, endpoint_id: int) -> WebhookDelivery:
    """A notice that says nothing, for trying the address out. Raises `EndpointStopped`."""
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint_id)
    _guard_on(endpoint)
    _end_rest(endpoint)
    row = _row(endpoint, f"test:{uuid.uuid4()}", TEST_TYPE, {})
    row.save()
    transaction.on_commit(nudge_webhooks)
    return row


@transaction.atomic
def send_again(*, delivery_id: int) -> WebhookDelivery:
    """A notice that was given up starts anew, under the same `webhook-id`. Raises `DeliveryNotFinal`, `EndpointStopped`."""
    # The endpoint before its deliveries: the order of every lock here.
    endpoint = Endpoint.objects.select_for_update().get(deliveries__pk=delivery_id)
    row = WebhookDelivery.objects.select_for_update().get(pk=delivery_id)
    if row.status != WebhookDelivery.Status.FAILED:
        raise DeliveryNotFinal
    _guard_on(endpoint)
    _end_rest(endpoint)
    row.status, row.attempts, row.next_attempt_at, row.finished_at = WebhookDelivery.Status.WAITING, 0, clock.now(), None
    row.save(update_fields=["status", "attempts", "next_attempt_at", "finished_at"])
    transaction.on_commit(nudge_webhooks)
    return row


def _row(endpoint: Endpoint, notice_key: str, type_: str, data: dict[str, Any]) -> WebhookDelivery:
    now = clock.now()
    payload = {"type": type_, "timestamp": now.isoformat(), "data": data}
    return WebhookDelivery(endpoint=endpoint, notice_key=notice_key, type=type_, payload=payload, created_at=now, next_attempt_at=now)


def _guard_on(endpoint: Endpoint) -> None:
    if endpoint.state != Endpoint.State.ON:
        raise EndpointStopped


def _end_rest(endpoint: Endpoint) -> None:
    """A person waits for the outcome: the address is tried now, whatever happened a moment ago."""
    endpoint.quiet_until = None
    endpoint.save(update_fields=["quiet_until"])


__all__ = ["TEST_TYPE", "send_again", "tell_organisation", "tell_test"]
