"""Who hears first that a place is free again: the waiting list, before anybody else can take it."""

from collections.abc import Callable

from appointments.models import Slot

# Called with the locked place in the transaction that frees it; True when the place was given away (its state is set).
Taker = Callable[[Slot], bool]
_takers: list[Taker] = []


def register_taker(taker: Taker) -> None:
    if taker not in _takers:
        _takers.append(taker)


def is_taken_over(slot: Slot) -> bool:
    return any(taker(slot) for taker in _takers)
