"""The public check through the whole stack, counted, kept and flushed to the disk, beside small sites that only look up.

Five sites under the same gunicorn settings take turns, round after round; the middle of the rounds is printed. See docs/operations.md."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from psycopg2 import sql

from bench import patents
from bench.site import Site, durable_postgres, environment, manage, site
from portal.runtime import addresses
from portal.runtime.postgres import EmbeddedPostgres

OWN_SERVER = True
FEW = 63_000
MANY = int(os.environ.get("BENCH_PATENTS", "6300000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SECONDS = 4.0
_SMALL = "portal_small"
_PORTAL, _OTHERS = "portal.wsgi", "bench.contenders.wsgi"


def run() -> None:
    with durable_postgres() as server:
        took = _load(server)
        print(f"The public check: {MANY:,} patents (loaded in {took:.0f} s), {ROUNDS} rounds of {SECONDS:.0f} s each, 16 clients")
        with _sites(server) as sites:
            found = _rounds(sites)
            raw = _raw_lookups(server)
    _print(found, raw)


def _load(server: EmbeddedPostgres) -> float:
    start = time.monotonic()
    manage(server, "prepare_database")
    connection = server.connect(addresses.DATABASE)
    patents.load(connection, first=1, last=FEW)
    connection.close()
    connection = server.connect("postgres")
    with connection.cursor() as cursor:
        names = {"small": _SMALL, "large": addresses.DATABASE, "owner": addresses.OWNER_ROLE}
        identifiers = {key: sql.Identifier(name) for key, name in names.items()}
        cursor.execute(sql.SQL("CREATE DATABASE {small} TEMPLATE {large} OWNER {owner}").format(**identifiers))
    connection.close()
    connection = server.connect(addresses.DATABASE)
    patents.load(connection, first=FEW + 1, last=MANY)
    connection.close()
    return time.monotonic() - start


@contextmanager
def _sites(server: EmbeddedPostgres) -> Iterator[dict[str, Site]]:
    large, small = environment(server), environment(server, _SMALL)
    with ExitStack() as stack:
        start = stack.enter_context
        yield {
            "portal": start(site(_PORTAL, large, MANY)),
            "bare": start(site(_OTHERS, {**large, "DJANGO_SETTINGS_MODULE": "bench.contenders.settings_bare"}, MANY)),
            "ordinary": start(site(_OTHERS, {**large, "DJANGO_SETTINGS_MODULE": "bench.contenders.settings_ordinary"}, MANY)),
            "default": start(site(_OTHERS, {**large, "DJANGO_SETTINGS_MODULE": "bench.contenders.settings_default"}, MANY)),
            "small": start(site(_PORTAL, small, FEW)),
        }


def _rounds(sites: dict[str, Site]) -> dict[str, dict[str, float]]:
    """The middle of the rounds, for each site and figure. Every round goes the other way round than the one before."""
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in sites}
    for turn in range(ROUNDS):
        for name in list(sites)[:: 1 if turn % 2 == 0 else -1]:
            measured[name].append(sites[name].measure(SECONDS))
    return {name: {figure: median(row[figure] for row in rows) for figure in rows[0]} for name, rows in measured.items()}


def _raw_lookups(server: EmbeddedPostgres) -> float:
    """How many times a second one connection finds a patent: the limit of any way to ask the table."""
    connection = server.connect(addresses.DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("PREPARE find AS SELECT paid_through FROM patents_patent WHERE series = '77' AND number = $1")
        start, asked = time.perf_counter(), 0
        while time.perf_counter() - start < SECONDS:
            cursor.execute("EXECUTE find(%s)", [f"26{asked * 7919 % MANY + 1:08d}"])
            asked += 1
        took = time.perf_counter() - start
    connection.close()
    return asked / took


def _print(found: dict[str, dict[str, float]], raw: float) -> None:
    words = {
        "portal": f"the portal, {MANY:,} patents",
        "small": f"the portal, {FEW:,} patents",
        "bare": "bare Django: the query alone",
        "ordinary": "Django and DRF, connection kept",
        "default": "Django and DRF as a new project",
    }
    for name, text in words.items():
        row = found[name]
        print(f"  {text:<34}{row['per_second']:>8.0f} /s   middle {row['middle_ms']:>6.1f} ms   p99 {row['p99_ms']:>6.1f} ms")
    print(f"  {'one connection, the query in SQL':<34}{raw:>8.0f} /s")
    portal, small, bare, ordinary, default = (found[name] for name in ("portal", "small", "bare", "ordinary", "default"))
    _compare("portal / bare, per second", portal["per_second"] / bare["per_second"], at_least=0.7)
    _compare("portal / bare, p99", portal["p99_ms"] / bare["p99_ms"], at_most=2)
    _compare("portal / DRF, connection kept", portal["per_second"] / ordinary["per_second"], at_least=4)
    _compare("portal / DRF as a new project", portal["per_second"] / default["per_second"], at_least=4)
    _compare(f"{MANY:,} / {FEW:,} patents, p99", portal["p99_ms"] / small["p99_ms"], at_most=1.2)


def _compare(what: str, ratio: float, *, at_least: float = 0, at_most: float = float("inf")) -> None:
    aim = f"at least {at_least}" if at_least else f"at most {at_most}"
    print(f"  {what:<34}{ratio:>8.2f}      aim: {aim}{'' if at_least <= ratio <= at_most else ', missed'}")
