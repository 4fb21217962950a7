"""A process that keeps ending is started again after growing pauses."""

import sys

import pytest

from portal.runtime import supervisor
from portal.runtime.children import Child
from portal.runtime.supervisor import Stopped, Supervised, Supervisor


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class MortalChild:
    """Ends when told to; counts its starts."""

    name, log, running, starts = "worker", None, True, 1
    process = type("Process", (), {"returncode": -9})

    def start(self) -> None:
        self.running, self.starts = True, self.starts + 1

    def kill_group(self) -> None: ...

    def last_words(self) -> str:
        return "the reason"


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(supervisor, "time", clock)
    return clock


def _pause(one: Supervised, clock: Clock) -> float:
    """Let the child die; how long it takes until it is started again, in seconds."""
    died, starts = clock.now, one.child.starts
    one.child.running = False
    while one.child.starts == starts:
        one.look(lambda _: None)
        clock.sleep(0.1)
    return round(clock.now - died)


def test_pauses_double_up_to_half_a_minute(clock):
    one = Supervised(MortalChild())
    assert [_pause(one, clock) for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_process_that_lived_a_minute_starts_again_at_once(clock):
    one = Supervised(MortalChild())
    for _ in range(5):
        _pause(one, clock)
    clock.sleep(61)
    assert _pause(one, clock) <= 1


def test_the_same_reason_is_told_once(clock):
    one, said = Supervised(MortalChild()), []
    for _ in range(2):
        one.child.running = False
        one.look(said.append)
        clock.sleep(60)
        one.look(said.append)
    assert [line for line in said if "the reason" in line] == ["The end of None:\nthe reason"]


def test_a_request_to_stop_ends_the_watch(clock):
    watch = Supervisor(lambda _: None)
    watch.tick()
    watch.stop_requests = 1
    with pytest.raises(Stopped):
        watch.tick()


def test_a_child_that_ignores_the_request_is_ended_by_force(tmp_path):
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(1000)"
    child = Child(name="deaf", argv=[sys.executable, "-c", stubborn], log=tmp_path / "log")
    child.start()
    while "deaf" not in child.last_words():
        assert child.running
    Supervisor(lambda _: None).stop([child], seconds=0.2)
    assert not child.running
