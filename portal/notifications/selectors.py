"""What a person reads in the inbox. Every read begins with whose it is."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.notifications.models import Message


def inbox_of(user: User) -> QuerySet[Message]:
    """Newest first."""
    return Message.objects.filter(recipient=user, channel=Message.Channel.INBOX).order_by("-id")


def unread_count(user: User | AnonymousUser) -> int:
    if not isinstance(user, User):
        return 0
    return inbox_of(user).filter(read_at__isnull=True).count()


__all__ = ["inbox_of", "unread_count"]
