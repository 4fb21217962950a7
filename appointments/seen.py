"""What else than appointments hangs on an identity document: rooms above say what people have by it, and how that ends when an officer saw
the original with somebody else."""

from collections.abc import Callable

from django.db.models import Q

from appointments.models import DocumentSeen
from portal.events.actor import Actor

# Ends what people other than that of the record have by its document; how many that were. Each in a transaction of its own.
Ender = Callable[[DocumentSeen, Actor], int]
# Of which records other people still have something, for a query of `DocumentSeen`.
Left = Callable[[], Q]
_enders: list[Ender] = []
_left: list[Left] = []


def register_ender(ender: Ender, *, left: Left) -> None:
    if ender not in _enders:
        _enders.append(ender)
        _left.append(left)


def end_turns(seen: DocumentSeen, actor: Actor) -> int:
    return sum(ender(seen, actor) for ender in _enders)


def turns_left() -> Q:
    found = Q(pk__in=[])
    for one in _left:
        found |= one()
    return found


__all__ = ["Ender", "Left", "end_turns", "register_ender", "turns_left"]
