"""Messages are written once and delivered at least once."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from portal import clock
from portal.accounts.models import User
from portal.edge.letters import MAX_SUBJECT, Letter, render_letter
from portal.events.models import Event
from portal.notifications.models import Message, SecretMail
from portal.notifications.nudge import nudge_delivery
from portal.notifications.registry import Notice, notices_of

log = structlog.get_logger(__name__)


def write_messages(event: Event) -> None:
    """Handler of every announced event: inbox and e-mail rows in each recipient's language. Doing it again adds nothing."""
    notices = notices_of(event)
    users = User.objects.filter(is_active=True).in_bulk([notice.user_id for notice in notices])
    rows = [row for notice in notices if notice.user_id in users for row in _rows(event, notice, users[notice.user_id])]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(nudge_delivery)


def _rows(event: Event, notice: Notice, user: User) -> list[Message]:
    link = settings.SITE_URL.rstrip("/") + notice.url if notice.url else settings.SITE_URL
    letter = render_letter(notice.template, language=user.language, context={**notice.context, "url": link})
    if notice.about:
        letter = _naming(notice.about, letter, user.language)
    now = clock.now()
    common = {
        "event": event,
        "recipient": user,
        "language": user.language,
        "subject": letter.subject,
        "body": letter.body,
        "url": notice.url,
    }
    return [
        Message(**common, channel=Message.Channel.INBOX, status=Message.Status.SENT, next_attempt_at=now, sent_at=now),
        Message(**common, channel=Message.Channel.EMAIL, next_attempt_at=now),
    ]


def _naming(about: str, letter: Letter, language: str) -> Letter:
    """The letter with the name of whom it is about in front."""
    with translation.override(language):
        first = gettext("This letter is about your child: %(name)s. “You” in it means you for the child.") % {"name": about}
    return Letter(subject=f"{about}: {letter.subject}"[:MAX_SUBJECT], body=f"{first}\n\n{letter.body}")


def queue_secret_mail(address: str, letter: Letter, useful_for: timedelta) -> None:
    """Keep a letter with a code, encrypted, until a worker has sent it or it is of no use any more."""
    now = clock.now()
    SecretMail.objects.create(to=address, subject=letter.subject, body=letter.body, next_attempt_at=now, expires_at=now + useful_for)
    transaction.on_commit(nudge_delivery)


def mark_read(*, message_id: int, user_id: int) -> Message:
    """The first opening counts. Raises `Message.DoesNotExist` for anybody else's message."""
    message = Message.objects.get(pk=message_id, recipient_id=user_id, channel=Message.Channel.INBOX)
    if message.read_at is None:
        message.read_at = clock.now()
        Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=message.read_at)
    return message


__all__ = ["mark_read", "queue_secret_mail", "write_messages"]
