from datetime import timedelta

from portal import clock
from portal.notifications.models import Message, SecretMail
from portal.runtime.invariants import invariant


@invariant("e-mails that the recipient's server refused for good, in the last seven days")
def mail_refused() -> int:
    return Message.objects.filter(status=Message.Status.FAILED, created_at__gt=clock.now() - timedelta(days=7)).count()


@invariant("inbox and e-mail rows that do not come in pairs")
def messages_unpaired() -> int:
    inbox, mails = (Message.objects.filter(channel=channel).count() for channel in (Message.Channel.INBOX, Message.Channel.EMAIL))
    return abs(inbox - mails)


@invariant("words of codes that outlived their code by ten minutes")
def codes_kept() -> int:
    return SecretMail.objects.exclude(body="").filter(expires_at__lt=clock.now() - timedelta(minutes=10)).count()
