"""Rules 2 and 10: a broker that is away or frozen delays news and nothing else; a real worker delivers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection, transaction
from kombu import pools

from portal.events import nudge
from portal.events.actor import SYSTEM
from portal.events.models import Delivery
from portal.events.relay import dispatch_pending
from portal.events.services import emit
from tests.events.samples import SomethingHappened

# Far above the socket time-outs of 3 s; a hang would last without end.
NOT_FOR_EVER = 60


def say() -> None:
    with transaction.atomic():
        emit(SomethingHappened(thing_id=1), actor=SYSTEM)


@pytest.fixture(autouse=True)
def _not_quiet(broker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudge, "_quiet_until", 0.0)


@pytest.fixture
def another_broker(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen]:
    """A Redis of this test's own, so that it may be frozen and killed."""
    from portal.celery import app
    from portal.runtime import binaries

    socket = tmp_path / "r.sock"
    command = [str(binaries.redis_server()), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis+socket://{socket}?virtual_host=0"
    while not socket.exists():
        assert process.poll() is None
        time.sleep(0.05)
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", url)
    old = app.conf.broker_url, app.conf.broker_write_url
    app.conf.broker_url = app.conf.broker_write_url = url
    _forget_connections(app)
    yield process
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()
    app.conf.broker_url, app.conf.broker_write_url = old
    _forget_connections(app)


def _forget_connections(app: Celery) -> None:
    """Connections that were opened to another address."""
    pools.reset()
    app._pool = app.amqp._producer_pool = None


def nudges(tmp_path: Path) -> int:
    """How many nudges wait in the broker."""
    return int(redis.Redis(unix_socket_path=str(tmp_path / "r.sock")).llen("default"))


@pytest.mark.django_db(transaction=True)
def test_the_nudge_arrives(another_broker, subscribe, tmp_path):
    subscribe("ear", print)
    say()
    assert nudges(tmp_path) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["frozen", "dead"])
def test_emit_does_not_hang_on_such_a_broker_and_nothing_is_lost(state, another_broker, subscribe, tmp_path):
    heard: list[int] = []
    subscribe("ear", lambda event: heard.append(event.subject_id))
    say()
    assert nudges(tmp_path) == 1
    another_broker.send_signal(signal.SIGSTOP if state == "frozen" else signal.SIGKILL)
    started = time.monotonic()
    say()
    assert time.monotonic() - started < NOT_FOR_EVER
    before = time.monotonic()
    for _n in range(20):
        say()
    # After the first failure the broker is left alone: twenty more cost less than the one.
    assert time.monotonic() - before < 3
    assert dispatch_pending() == 22
    assert len(heard) == 22


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_delivers(another_broker, tmp_path):
    """From `emit` to a written message, across the broker and another process."""
    from tests.factories import make_user

    user = make_user()
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.events.worker"],
        env={**os.environ, "WORKER_DB": str(connection.settings_dict["NAME"]), "WORKER_BROKER": settings.CELERY_BROKER_URL},
    )
    try:
        with transaction.atomic():
            event = emit(SomethingHappened(thing_id=user.pk), actor=SYSTEM)
            Delivery.objects.create(event=event, handler="tests.events.worker.mark", next_attempt_at=event.occurred_at)
        transaction.on_commit(nudge.nudge_relay)
        deadline = time.monotonic() + NOT_FOR_EVER
        while Delivery.objects.filter(status="pending").exists():
            assert worker.poll() is None, "the worker ended"
            assert time.monotonic() < deadline, "the worker did not deliver"
            time.sleep(0.2)
        assert Delivery.objects.get().status == "delivered"
    finally:
        worker.terminate()
        worker.wait(NOT_FOR_EVER)
