"""Demo mode: mail is kept in the database and shown at /demo/outbox/."""

import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.notifications.models import DemoMail


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [DemoMail(to=", ".join(mail.to)[:254], subject=str(mail.subject)[:200], body=str(mail.body)) for mail in email_messages]
        return len(DemoMail.objects.bulk_create(rows))


def latest_code(address: str) -> str | None:
    """The six digits of the newest mail to `address` that holds a code."""
    for body in DemoMail.objects.filter(to__iexact=address).order_by("-id").values_list("body", flat=True)[:20]:
        if found := re.search(r"(?m)^\s*([0-9]{6})\s*$", body):
            return found[1]
    return None
