"""A message of the payment system is one notice: its identifier stands for one body, as long as its signature can be sent again."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from patents.errors import MessageReused
from patents.models import NoticeMessage
from patents.rules.identity import Transfer
from patents.services.payments import Outcome, receive_transfer
from portal import clock
from portal.events.actor import Actor

KEPT: Final = timedelta(minutes=10)  # a signature is good for five minutes before and after the moment that it names


@transaction.atomic
def receive_notice(*, transfer: Transfer, message: str, body: bytes, actor: Actor) -> Outcome:
    """Count what a message tells. The same message again answers the same. Raises `MessageReused` when its identifier came with another
    body within `KEPT`: then nothing is counted."""
    _remember(sha256(message.encode()).digest(), sha256(body).digest(), clock.now())
    return receive_transfer(transfer=transfer, actor=actor)


def forget_messages() -> int:
    """Delete what need not be recognised any more; how many went. Running it again changes nothing."""
    gone, _of_each = NoticeMessage.objects.filter(keep_until__lt=clock.now()).delete()
    return gone


def _remember(message: bytes, body: bytes, now: datetime) -> None:
    """The row is written before the money: a second request with the identifier waits here until the first is over."""
    fresh = {"body": body, "keep_until": now + KEPT}
    seen, is_new = NoticeMessage.objects.select_for_update().get_or_create(message=message, defaults=fresh)
    if is_new or bytes(seen.body) == body:
        return
    if seen.keep_until >= now:
        raise MessageReused
    seen.body, seen.keep_until = body, now + KEPT
    seen.save(update_fields=["body", "keep_until"])
