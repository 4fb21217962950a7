"""Delivery: claim a row with a lease, commit, call the provider, record. No network inside a transaction.

A transport error never ends a message: it waits longer each time, up to an hour, for as long as the outage lasts.
Only a refusal of the address itself (SMTP 5xx for the recipient) does, and an operator sees it."""

import smtplib
import time
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet

from portal import clock
from portal.edge.letters import render_text
from portal.notifications.models import Message, SecretMail

log = structlog.get_logger(__name__)
# Longer than a call to the provider may take (EMAIL_TIMEOUT) by far; after it another worker may try.
LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
CODE_PAUSE = timedelta(seconds=30)  # a code lives for minutes
KEPT = timedelta(days=2)
ROUND = 200
_LONGEST_TURN: Final = 120.0  # seconds; well below the task's time limit, which would end a call to the provider in the middle
Deliverable = Message | SecretMail


def deliver_due(*, limit: int = ROUND) -> int:
    """Send what is due, codes first, for two minutes at most. Returns how many left. Stops early when the provider does not answer."""
    drop_expired()
    sent, deadline = 0, time.monotonic() + _LONGEST_TURN
    for claim in (claim_secret, claim_message):
        for _turn in range(limit):
            if time.monotonic() >= deadline:
                return sent
            row = claim()
            if row is None:
                break
            outcome = _attempt(row)
            if outcome is Outcome.UNREACHABLE:
                return sent
            sent += outcome is Outcome.SENT
    return sent


class Outcome:
    SENT = "sent"
    REFUSED = "refused"  # this address, for good
    DEFERRED = "deferred"  # this mail, for a while
    UNREACHABLE = "unreachable"  # the provider: the others may wait too


def claim_message() -> Message | None:
    return _claim(Message.objects.filter(channel=Message.Channel.EMAIL).select_related("recipient"))  # type: ignore[return-value]


def claim_secret() -> SecretMail | None:
    return _claim(SecretMail.objects.filter(expires_at__gt=clock.now()))  # type: ignore[return-value]


@transaction.atomic
def _claim(rows: QuerySet) -> Deliverable | None:
    """One due row, leased to this worker. A row whose worker died becomes due again when its lease ends."""
    now = clock.now()
    waiting = rows.filter(status__in=[Message.Status.QUEUED, Message.Status.SENDING], next_attempt_at__lte=now)
    row: Deliverable | None = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("next_attempt_at", "id").first()
    if row is not None:
        row.status, row.attempts, row.next_attempt_at = Message.Status.SENDING, row.attempts + 1, now + LEASE
        row.save(update_fields=["status", "attempts", "next_attempt_at"])
    return row


def _attempt(row: Deliverable) -> str:
    try:
        get_connection(fail_silently=False).send_messages([_mail(row)])
    except smtplib.SMTPRecipientsRefused as error:
        if all(500 <= code < 600 for code, _words in error.recipients.values()):
            _finish(row, Message.Status.FAILED)
            log.error("mail_refused", kind=type(row).__name__, row=row.pk)
            return Outcome.REFUSED
        return _wait(row, error, Outcome.DEFERRED)
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError) as error:
        return _wait(row, error, Outcome.DEFERRED)
    except OSError as error:  # every other error of smtplib and of the network
        return _wait(row, error, Outcome.UNREACHABLE)
    except Exception as error:  # noqa: BLE001 (an address or a subject that no mail can carry: this row waits, the others go on)
        return _wait(row, error, Outcome.DEFERRED)
    _finish(row, Message.Status.SENT)
    return Outcome.SENT


def _mail(row: Deliverable) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if isinstance(row, Message):
        address, key = row.recipient.email, str(row.provider_key)
        body = row.body + "\n" + render_text("notifications/messages/footer", language=row.language)
    else:
        address, key, body = row.to, f"code-{row.pk}-{row.created_at:%Y%m%d%H%M%S}", row.body
    # A provider that looks at the key drops the second copy of a mail that was sent and not recorded.
    headers = {"Message-ID": f"<{key}@{domain}>", "X-Idempotency-Key": key, "Auto-Submitted": "auto-generated"}
    return EmailMessage(row.subject, body, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)


def _finish(row: Deliverable, status: str) -> None:
    """Record the end, unless the lease ran out and another worker has the row. A code's words are wiped."""
    ended: dict[str, Any] = {"status": status}
    if isinstance(row, SecretMail):
        ended |= {"body": "", "to": ""}
    elif status == Message.Status.SENT:
        ended |= {"sent_at": clock.now()}
    _mine(row).update(**ended)


def _wait(row: Deliverable, error: Exception, outcome: str) -> str:
    longest = LONGEST_PAUSE if isinstance(row, Message) else CODE_PAUSE
    pause = min(timedelta(seconds=10 * 2 ** min(row.attempts, 12)), longest)
    _mine(row).update(status=Message.Status.QUEUED, next_attempt_at=clock.now() + pause)
    log.warning("mail_waits", kind=type(row).__name__, row=row.pk, error=type(error).__name__, attempts=row.attempts)
    return outcome


def _mine(row: Deliverable) -> QuerySet:
    return type(row)._default_manager.filter(pk=row.pk, status=Message.Status.SENDING, attempts=row.attempts)


def drop_expired() -> None:
    """A code that is out of date is not sent any more, and its words are wiped."""
    now = clock.now()
    late = SecretMail.objects.filter(
        status__in=[Message.Status.QUEUED, Message.Status.SENDING], expires_at__lte=now, next_attempt_at__lte=now
    )
    late.update(status=Message.Status.FAILED, body="", to="")
    SecretMail.objects.filter(created_at__lt=now - KEPT).exclude(status__in=[Message.Status.QUEUED, Message.Status.SENDING]).delete()
