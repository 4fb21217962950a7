"""Statements that are planned once for each connection: for the few that are asked all the time and take longer to plan than to run."""

import re
import select
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections

_PARAMETER = re.compile(r"%\((\w+)\)s::(\w+(?:\[\])?)")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# The text of an element between the braces of an array, by the type of the element.
_ELEMENTS: dict[str, Callable[[Any], str]] = {
    "int[]": str,
    "bigint[]": str,
    "text[]": _quoted,
    "bytea[]": lambda value: f'"\\\\x{value.hex()}"',
}


def array_literal(values: Sequence[Any], kind: str) -> str:
    """`{1,2,NULL}`: an array as one constant. psycopg2 writes a constructor of so many constants, which takes it and the server as long
    as the rest of a short statement does."""
    if None not in values:  # the usual cases, at a third of the cost
        if kind in ("int[]", "bigint[]"):
            return "{" + ",".join(map(str, values)) + "}"
        if kind == "text[]" and values:
            joined = '","'.join(values)
            if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
                return f'{{"{joined}"}}'
    element = _ELEMENTS[kind]
    return "{" + ",".join(["NULL" if value is None else element(value) for value in values]) + "}"


class Prepared:
    """`sql` names every parameter with its type, `%(name)s::type`, and is text of this program alone.

    `by_index`: of tables that may fill within seconds after they were last counted. A plan made for an almost empty table reads it
    from end to end, and goes on doing so while thousands of rows come.

    Needs connections that stay with one session of PostgreSQL: a pool that changes sessions between statements would lose it."""

    def __init__(self, name: str, sql: str, *, by_index: bool = False) -> None:
        types = dict(_PARAMETER.findall(sql))
        place = {parameter: f"${number}" for number, parameter in enumerate(types, start=1)}
        body = _PARAMETER.sub(lambda found: place[found[1]], sql)
        values = ", ".join(f"%({parameter})s::{kind}" for parameter, kind in types.items())
        self._forget = f"DEALLOCATE {name}"
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {body}"
        self._arrays = {parameter: kind for parameter, kind in types.items() if kind in _ELEMENTS}
        self._execute = f"{'SET LOCAL enable_seqscan = off; ' if by_index else ''}EXECUTE {name} ({values})"
        self._knowing: WeakSet[Any] = WeakSet()
        self._outdated: WeakSet[Any] = WeakSet()

    def rows(self, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Run it on this thread's connection, which learns the statement at the first time, and once more when a migration has changed
        a column that it answers with."""
        mine: Any = connections[DEFAULT_DB_ALIAS]  # once: finding this thread's connection costs as much as asking for a cursor
        _notice_a_closed_session(mine)
        try:
            return self._rows(mine, parameters)
        except NotSupportedError:  # "cached plan must not change result type"
            self._knowing.discard(mine.connection)
            self._outdated.add(mine.connection)
            if mine.in_atomic_block:
                raise  # the transaction is lost; the next one learns the statement anew
            return self._rows(mine, parameters)

    def _rows(self, mine: Any, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        with mine.cursor() as cursor:
            session = mine.connection
            if session not in self._knowing:
                cursor.execute("SET plan_cache_mode = force_generic_plan")  # else an array of another length is planned anew
                if session in self._outdated:
                    cursor.execute(self._forget)
                    self._outdated.discard(session)
                cursor.execute(self._prepare)
                self._knowing.add(session)
            arrays = {name: array_literal(parameters[name], kind) for name, kind in self._arrays.items()}
            cursor.execute(self._execute, {**parameters, **arrays})
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def _notice_a_closed_session(mine: Any) -> None:
    """What Django's health check finds out by asking the server, once for each request: here by a look at the socket."""
    session = mine.connection
    if session is None or mine.health_check_done or session.closed:
        return
    watcher = select.poll()
    watcher.register(session.fileno(), select.POLLIN)
    if watcher.poll(0):  # a server has nothing to say between two statements but farewell
        mine.close()
    else:
        mine.health_check_done = True
