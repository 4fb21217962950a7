"""The web worker takes a crowd at once, and a few one by one."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from portal.runtime.web_worker import CrowdWorker

WAITING, THREADS = 60, 8


@contextmanager
def taken_in_one_look(kind: type[ThreadWorker], *, in_hand: int, connections: int = 1000) -> Iterator[list[Any]]:
    config = Config()
    config.set("threads", THREADS)
    config.set("worker_connections", connections)
    worker = kind(0, 0, [], None, 30, config, None)
    taken: list[Any] = []
    worker.enqueue_req = taken.append
    worker.nr_conns = in_hand
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=WAITING))
        listener.setblocking(False)
        for _ in range(WAITING):
            stack.enter_context(socket.create_connection(listener.getsockname()))
        worker.accept(listener)
        for one in taken:
            stack.callback(one.sock.close)
        yield taken
    worker.tmp.close()


def test_a_worker_with_more_than_enough_to_do_takes_all_who_wait():
    with taken_in_one_look(CrowdWorker, in_hand=5 * THREADS) as taken:
        assert len(taken) == WAITING


def test_the_worker_of_gunicorn_takes_one_of_them():
    with taken_in_one_look(ThreadWorker, in_hand=5 * THREADS) as taken:
        assert len(taken) == 1


def test_a_worker_with_little_to_do_leaves_the_others_to_other_workers():
    with taken_in_one_look(CrowdWorker, in_hand=THREADS) as taken:
        assert len(taken) == 1


@pytest.mark.parametrize("room", [1, 10])
def test_it_never_takes_more_than_it_may_hold(room):
    with taken_in_one_look(CrowdWorker, in_hand=100, connections=100 + room) as taken:
        assert len(taken) == room
