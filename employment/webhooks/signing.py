"""Signatures as Standard Webhooks writes them: `webhook-id`, `webhook-timestamp`, `webhook-signature` (HMAC-SHA256)."""

import base64
import secrets
from datetime import datetime

from standardwebhooks import Webhook

_BYTES = 32


def new_secret() -> str:
    """`whsec_` and 256 random bits: what the receiver keeps to check signatures."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(*, message_id: str, body: bytes, moment: datetime, keys: list[str]) -> dict[str, str]:
    """Headers of one attempt; with two keys, while one replaces the other, either of them verifies."""
    signatures = [Webhook(key).sign(msg_id=message_id, timestamp=moment, data=body.decode()) for key in keys]
    return {
        "Content-Type": "application/json",
        "User-Agent": "migration-services-portal-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


__all__ = ["new_secret", "signed_headers"]
