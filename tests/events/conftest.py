from collections.abc import Callable, Iterator

import pytest

from portal.events import registry
from portal.events.models import Event
from tests.events.samples import SomethingHappened


@pytest.fixture
def subscribe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Callable[[Event], None]], None]]:
    """`subscribe("name", function)` for the sample event, forgotten after the test."""
    before = dict(registry._handlers)

    def add(name: str, function: Callable[[Event], None]) -> None:
        registry.subscribe(name, function, SomethingHappened)

    yield add
    registry._handlers.clear()
    registry._handlers.update(before)
    registry._by_event.pop(SomethingHappened.event_name(), None)


@pytest.fixture(autouse=True)
def _no_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nudges stay at home, except in tests about the broker."""
    if "broker" not in request.fixturenames:
        monkeypatch.setattr("portal.events.services.nudge_relay", lambda: None)


@pytest.fixture
def broker() -> None:
    """Ask for it to let nudges leave."""
