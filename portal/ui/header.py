"""What other rooms put into the header. The layout imports none of them."""

from collections.abc import Callable

from django.http import HttpRequest

UnreadCounter = Callable[[HttpRequest], int]
_unread_counter: UnreadCounter | None = None


def register_unread_counter(counter: UnreadCounter) -> None:
    """`counter(request)` answers how many messages the signed-in person has not read."""
    global _unread_counter
    _unread_counter = counter


def unread_messages(request: HttpRequest) -> int:
    """Unread messages of a signed-in person; 0 for a stranger, and where no inbox is installed."""
    user = getattr(request, "user", None)
    if _unread_counter is None or user is None or not user.is_authenticated:
        return 0
    return _unread_counter(request)
