"""The public check through the whole stack, counted, kept and flushed to the disk, beside small sites that only look up.

Five sites under the same gunicorn settings take turns in short slices, round after round, so that what else the machine does hits all of
them. Ratios are taken inside a round; least, middle and greatest of the rounds are printed. See docs/operations.md."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from psycopg2 import sql

from bench import patents
from bench.side_by_side import Measured, compare, ratios, table
from bench.site import Site, durable_postgres, environment, manage, site
from portal.runtime import addresses
from portal.runtime.postgres import EmbeddedPostgres

OWN_SERVER = True
FEW = 63_000
MANY = int(os.environ.get("BENCH_PATENTS", "6300000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "12"))
SECONDS = 2.0
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
            "portal": start(site(_PORTAL, large, MANY, server)),
            "bare": start(site(_OTHERS, {**large, "DJANGO_SETTINGS_MODULE": "bench.contenders.settings_bare"}, MANY, server)),
            "ordinary": start(site(_OTHERS, {**large, "DJANGO_SETTINGS_MODULE": "bench.contenders.settings_ordinary"}, MANY, server)),
            "default": start(site(_OTHERS, {**large, "DJANGO_SETTINGS_MODULE": "bench.contenders.settings_default"}, MANY, server)),
            "small": start(site(_PORTAL, small, FEW, server)),
        }


def _rounds(sites: dict[str, Site]) -> Measured:
    """What each site did in each round. Every round goes the other way round than the one before."""
    measured: Measured = {name: [] for name in sites}
    for turn in range(ROUNDS):
        for name in list(sites)[:: 1 if turn % 2 == 0 else -1]:
            measured[name].append(sites[name].measure(SECONDS))
    return measured


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


def _print(found: Measured, raw: float) -> None:
    words = {
        "portal": f"the portal, {MANY:,} patents",
        "small": f"the portal, {FEW:,} patents",
        "bare": "bare Django: the query alone",
        "ordinary": "Django and DRF, connection kept",
        "default": "Django and DRF as a new project",
    }
    table(found, words, "answers a second")
    print(f"  {'one connection, the query in SQL':<34}{raw:>20.0f}")
    compare("portal / bare, per second", ratios(found, "per_second", "portal", "bare"), at_least=0.7)
    compare("bare / portal, CPU an answer", ratios(found, "cpu_us", "bare", "portal"))
    compare("portal / bare, p99", ratios(found, "p99_ms", "portal", "bare"), at_most=2)
    compare("portal / DRF, connection kept", ratios(found, "per_second", "portal", "ordinary"))
    compare("portal / DRF as a new project", ratios(found, "per_second", "portal", "default"), at_least=4)
    compare("bare / DRF, connection kept", ratios(found, "per_second", "bare", "ordinary"))
    compare(f"{MANY:,} / {FEW:,} patents, p99", ratios(found, "p99_ms", "portal", "small"), at_most=1.2)
