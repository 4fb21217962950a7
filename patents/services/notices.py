"""A message of the payment system is one notice: its identifier stands for one body, as long as its signature can be sent again. A sender
signs each attempt anew, so the same signed moment a second time is a request that somebody captured."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from patents.errors import MessageReplayed, MessageReused
from patents.models import NoticeMessage
from patents.rules.identity import Transfer
from patents.services.payments import Outcome, receive_transfer
from portal import clock
from portal.events.actor import Actor

KEPT: Final = timedelta(minutes=10)  # from the signed moment; a signature is good for five minutes before and after it


@transaction.atomic
def receive_notice(*, transfer: Transfer, message: str, signed_at: int, body: bytes, actor: Actor) -> Outcome:
    """Count what a message tells; `signed_at` in seconds since 1970. The same message signed anew answers the same.

    Raises `MessageReplayed` for a signature that came before, and `MessageReused` when its identifier came with another body within
    `KEPT`: then nothing is counted."""
    moment = datetime.fromtimestamp(signed_at, UTC)
    _remember(sha256(message.encode()).digest(), sha256(body).digest(), moment + KEPT, clock.now())
    return receive_transfer(transfer=transfer, actor=actor)


def forget_messages() -> int:
    """Delete what need not be recognised any more; how many went. Running it again changes nothing."""
    gone, _of_each = NoticeMessage.objects.filter(keep_until__lt=clock.now()).delete()
    return gone


def _remember(message: bytes, body: bytes, keep_until: datetime, now: datetime) -> None:
    """The row is written before the money: a second request with the identifier waits here until the first is over."""
    fresh = {"body": body, "keep_until": keep_until}
    seen, is_new = NoticeMessage.objects.select_for_update().get_or_create(message=message, defaults=fresh)
    if is_new:
        return
    if bytes(seen.body) == body and keep_until <= seen.keep_until:
        raise MessageReplayed
    if bytes(seen.body) != body and seen.keep_until >= now:
        raise MessageReused
    seen.body, seen.keep_until = body, keep_until
    seen.save(update_fields=["body", "keep_until"])
