"""Somebody who looks up a permit by its number and a person's permits, twenty times a second, and how long it takes.

In a process of its own that knows nothing of the portal: what is measured does not hold up the clock."""

import multiprocessing
import time
from contextlib import closing
from typing import Any

import psycopg2


class Askers:
    """Asks from the beginning of the block to its end; then `times` are the seconds of every look-up."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.times: list[float] = []

    def __enter__(self) -> "Askers":
        from django.db import connection

        told = connection.settings_dict
        names = {"dbname": told["NAME"], "user": told["USER"], "password": told["PASSWORD"], "host": told["HOST"]}
        names["port"] = told["PORT"] or None
        spawned = multiprocessing.get_context("spawn")
        self._stop, self._results = spawned.Event(), spawned.SimpleQueue()
        self._process = spawned.Process(target=ask, args=(names, self.rows, self._stop, self._results))
        self._process.start()
        assert self._results.get() == "begun"
        return self

    def __exit__(self, *_details: object) -> None:
        self._stop.set()
        self.times = self._results.get()
        self._process.join()

    @property
    def p99(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.99) - 1]


def ask(names: dict[str, Any], rows: int, stop: Any, results: Any) -> None:
    """What the process does: it says when it begins, and its times at the end."""
    times: list[float] = []
    with closing(psycopg2.connect(**names)) as session, session.cursor() as cursor:
        session.autocommit = True
        results.put("begun")
        key = 0
        while not stop.wait(0.05):
            key = (key + 7919) % rows
            begun = time.perf_counter()
            _look(cursor, key)
            times.append(time.perf_counter() - begun)
    results.put(times)


def _look(cursor: Any, key: int) -> None:
    cursor.execute("SELECT * FROM permits_permit WHERE kind = 'temporary_residence' AND series = '77' AND number = %s", [f"26{key:08d}"])
    cursor.fetchall()
    cursor.execute("SELECT * FROM permits_permit WHERE person_id = %s ORDER BY id DESC", [key])
    cursor.fetchall()
