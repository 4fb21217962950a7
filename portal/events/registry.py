"""Which handlers want which events. `<app>/handlers.py` and `<app>/messages.py` are found by autodiscovery."""

from collections import defaultdict
from collections.abc import Callable

from portal.events.base import DomainEvent
from portal.events.models import Event

Handler = Callable[[Event], None]
_handlers: dict[str, Handler] = {}
_by_event: dict[str, list[str]] = defaultdict(list)


def handles(*events: type[DomainEvent]) -> Callable[[Handler], Handler]:
    """Register an idempotent handler. It runs in the relay's transaction, once per event."""

    def register(function: Handler) -> Handler:
        subscribe(f"{function.__module__}.{function.__name__}", function, *events)
        return function

    return register


def subscribe(name: str, function: Handler, *events: type[DomainEvent]) -> None:
    _handlers[name] = function
    for event in events:
        if name not in _by_event[event.event_name()]:
            _by_event[event.event_name()].append(name)


def handlers_of(event_name: str) -> list[str]:
    return _by_event.get(event_name, [])


def handler(name: str) -> Handler | None:
    return _handlers.get(name)
