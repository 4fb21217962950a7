"""Who hears first that a place is free again: the waiting list, before anybody else can take it; and that it is closed after all."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from appointments.models import Slot

# Called with the locked place in the transaction that frees it; True when the place was given away (its state is set).
Taker = Callable[[Slot], bool]
# Which places whose hold is over a taker will get at the given moment: nobody is shown them. Rather one too many, for the seconds until
# such a hold is tidied up, than one that is shown and sold to nobody.
Awaited = Callable[[datetime], Q]
# Called with a locked place that a taker was giving to somebody, when the office closes it: whoever was to get it is told.
Withdrawn = Callable[[Slot], None]
_takers: list[Taker] = []
_awaited: list[Awaited] = []
_withdrawn: list[Withdrawn] = []


def register_taker(taker: Taker, *, awaited: Awaited, withdrawn: Withdrawn) -> None:
    if taker not in _takers:
        _takers.append(taker)
        _awaited.append(awaited)
        _withdrawn.append(withdrawn)


def is_awaited(now: datetime) -> Q:
    """For a query of places: somebody who waits will get this one."""
    found = Q(pk__in=[])
    for one in _awaited:
        found |= one(now)
    return found


def is_taken_over(slot: Slot) -> bool:
    return any(taker(slot) for taker in _takers)


def withdraw(slot: Slot) -> None:
    for one in _withdrawn:
        one(slot)
