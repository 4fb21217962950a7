"""Sending: claim a notice with a lease, commit, call the employer's server, record. No network inside a transaction.

A failed attempt is repeated with growing pauses for about three days, then the notice ends as "not delivered", which the
employer sees and may send again. After any failure the whole address rests, so that one dead server holds up nobody.
What an attempt does to the notice and its address stands in `services.attempts`."""

import json
from datetime import datetime, timedelta
from typing import Final

from employment.webhooks.address import target_of
from employment.webhooks.errors import AddressRefused
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.services import claim, end_orphans, record
from employment.webhooks.signing import signed_headers
from employment.webhooks.transport import Answer, post
from portal import clock

LONGEST_TURN: Final = timedelta(seconds=60)  # below the task's time limit


def deliver_due() -> int:
    """Send what is due, oldest first, until nothing is or this turn is long enough. Returns how many were accepted."""
    end_orphans()
    deadline, accepted = clock.now() + LONGEST_TURN, 0
    while clock.now() < deadline and (row := claim()) is not None:
        accepted += record(row, attempt(row)) == WebhookDelivery.Status.DELIVERED
    return accepted


def attempt(row: WebhookDelivery) -> Answer:
    """One call to the employer's server. Never raises for what the other side does."""
    body = json.dumps(row.payload, ensure_ascii=False, separators=(",", ":")).encode()
    now = clock.now()
    headers = signed_headers(message_id=f"msg_{row.message_id.hex}", body=body, moment=now, keys=_keys(row.endpoint, now))
    try:
        return post(target_of(row.endpoint.url), body=body, headers=headers)
    except AddressRefused:
        return Answer(0, "address_refused")


def _keys(endpoint: Endpoint, now: datetime) -> list[str]:
    keys = [endpoint.secret]
    if endpoint.previous_until and endpoint.previous_until > now:
        keys.append(endpoint.previous_secret)
    return keys


__all__ = ["attempt", "deliver_due"]
