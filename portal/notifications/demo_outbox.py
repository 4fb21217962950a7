"""Demo mode: mail is kept in the database and shown at /demo/outbox/."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.notifications.models import DemoMail


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [DemoMail(to=", ".join(mail.to)[:254], subject=mail.subject[:200], body=mail.body) for mail in email_messages]
        return len(DemoMail.objects.bulk_create(rows))
