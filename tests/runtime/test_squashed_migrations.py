"""A squashed migration makes what the migrations make that it replaces, and a database may stand anywhere between them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from unittest import mock

import psycopg2
import pytest
from django.conf import settings
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.writer import MigrationWriter

from portal.runtime.binaries import postgres_install
from tests.migrating import OneByOne
from tests.stack import ROOT, environment

Key = tuple[str, str]


@pytest.fixture(scope="module")
def one_by_one() -> OneByOne:
    return OneByOne(None)


@pytest.fixture(scope="module")
def order(one_by_one: OneByOne) -> list[Key]:
    """In which order an old database took them."""
    keys: dict[Key, None] = {}
    for leaf in one_by_one.graph.leaf_nodes():
        keys |= dict.fromkeys(one_by_one.graph.forwards_plan(leaf))
    return list(keys)


class Loaded(MigrationLoader):
    """The graph of a database that has `applied`; the files are read once for all."""

    files: MigrationLoader

    def __init__(self, applied: list[Key], *more: Migration) -> None:
        self.more = more
        with mock.patch.object(MigrationRecorder, "applied_migrations", return_value=dict.fromkeys(applied)):
            super().__init__(mock.Mock())

    def load_disk(self) -> None:
        read = self.files
        self.unmigrated_apps, self.migrated_apps = read.unmigrated_apps, read.migrated_apps
        self.disk_migrations = {**read.disk_migrations, **{(one.app_label, one.name): one for one in self.more}}

    def due(self) -> list[Key]:
        done = set(self.applied_migrations)
        keys: dict[Key, None] = {}
        for leaf in self.graph.leaf_nodes():
            keys |= dict.fromkeys(key for key in self.graph.forwards_plan(leaf) if key not in done)
        return list(keys)


@pytest.fixture(scope="module", autouse=True)
def _files() -> Iterator[None]:
    Loaded.files = MigrationLoader(None)
    yield
    del Loaded.files


def _replaced(loader: MigrationLoader) -> set[Key]:
    return {key for one in loader.disk_migrations.values() for key in one.replaces}


def test_an_empty_database_takes_no_migration_that_is_replaced():
    empty = Loaded([])
    assert _replaced(empty)
    assert not _replaced(empty) & set(empty.due())


def test_a_database_with_all_of_them_takes_nothing(order):
    assert Loaded(order).due() == []


def test_wherever_a_database_stands_it_takes_what_it_lacks_and_nothing_twice(one_by_one, order):
    """In the middle of them all, or with one of them and what stands on it taken back."""
    middle = [order[:count] for count in range(0, len(order), 4)]
    back = [[key for key in order if key not in one_by_one.graph.backwards_plan(one)] for one in order[::4]]
    for applied in [*middle, *back]:
        loader = Loaded(applied)
        taken = [key for due in loader.due() for key in loader.disk_migrations[due].replaces or [due]]
        assert sorted(taken) == sorted(set(order) - set(applied))


def test_what_is_replaced_may_still_be_depended_on(order):
    """Whatever the database has, a later migration may name the last replaced one, as branches that are still open do."""
    last, later = ("patents", "0019_money_that_waits_for_a_price"), ("patents", "9999_later")
    dummy = type("Later", (Migration,), {"dependencies": [last]})(later[1], later[0])
    for applied in ([], order[: order.index(last)], order):
        loader = Loaded(applied, dummy)
        due = [key for key in loader.due() if key == later or last in (key, *loader.disk_migrations[key].replaces)]
        assert due[-1] == later
        assert len(due) == (1 if last in applied else 2)


def test_both_ways_end_at_the_same_models(one_by_one):
    old, new = (_told(loader) for loader in (one_by_one, Loaded([])))
    assert set(old) == set(new)
    assert [key for key in old if old[key] != new[key]] == []


def _told(loader: MigrationLoader) -> dict[Key, list[str]]:
    """Each model as a migration would write it, its fields in the order of the columns."""
    return {
        key: [MigrationWriter.serialize(part)[0] for part in (*model.fields.items(), *sorted(model.options.items()), model.bases)]
        for key, model in loader.project_state().models.items()
    }


# ---- the tables themselves -------------------------------------------------------------------------------------


@pytest.mark.skipif(os.environ.get("PORTAL_ALL_TESTS") != "1", reason="takes a minute of CPU; PORTAL_ALL_TESTS=1 runs it")
def test_both_ways_make_the_same_database():
    """Tables, columns and their order, constraints, indexes, triggers, functions, owners, rights, and every row."""
    names = [f"test_{name}_{os.getpid()}" for name in ("squashed", "one_by_one")]
    try:
        _make_databases(*names)
        builds = [_start("-m", "tests.migrating", name=names[1]), _start("manage.py", "migrate", "--verbosity=0", name=names[0])]
        for build in builds:
            assert build.wait() == 0
        for name in names:
            assert _start("manage.py", "createcachetable", name=name).wait() == 0
            assert _start("manage.py", "grant_app_role", "--verbosity=0", name=name).wait() == 0
        squashed, old = ({**_schema(name), **_rows(name)} for name in names)
    finally:
        _server(*(f'DROP DATABASE IF EXISTS "{name}"' for name in names))
    assert {what for what in {*squashed, *old} if squashed.get(what) != old.get(what)} == set()


def _server(*statements: str) -> None:
    connection = psycopg2.connect(host=settings.DATABASES["default"]["HOST"], user=settings.DATABASES["default"]["USER"], dbname="postgres")
    connection.autocommit = True
    for statement in statements:
        connection.cursor().execute(statement)
    connection.close()


def _make_databases(*names: str) -> None:
    _server(*(f'CREATE DATABASE "{name}" TEMPLATE template0' for name in names))


def _start(*arguments: str, name: str) -> subprocess.Popen[bytes]:
    urls = {which: f"{getattr(settings, which).rpartition('/')[0]}/{name}" for which in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment(PORTAL_DB_ROLE="owner", **urls))


def _dump(name: str, *options: str) -> str:
    database = settings.DATABASES["default"]
    program = postgres_install() / "bin" / "pg_dump"
    done = subprocess.run(
        [str(program), "--host", database["HOST"], "--username", database["USER"], *options, name],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


# A condition that PostgreSQL has read again, because the type of a column changed, says the same with the casts elsewhere.
_CAST_EACH = re.compile(r"\('([^']*)'::character varying\)::text")
_CAST_ALL = re.compile(r"\(ARRAY\[((?:'[^']*'::character varying(?:, )?)+)\]\)::text\[\]")


def _schema(name: str) -> dict[str, str]:
    """What `pg_dump` says, by the heading of each thing."""
    text = re.sub(r"^\\(un)?restrict .*$", "", _dump(name, "--schema-only"), flags=re.M)
    text = _CAST_EACH.sub(r"'\1'::text", text)
    text = _CAST_ALL.sub(lambda found: f"ARRAY[{found[1].replace('character varying', 'text')}]", text)
    things = dict(thing.split("\n", 1) for thing in re.split(r"^--\n-- (?=Name:)", text, flags=re.M)[1:])
    return {heading: thing for heading, thing in things.items() if not _is_left_behind(heading, text)}


def _is_left_behind(heading: str, text: str) -> bool:
    """The function of a trigger whose table was dropped: nothing calls it."""
    function = re.match(r"Name: (pgtrigger_\w+)\(\); Type: FUNCTION", heading)
    return function is not None and f"EXECUTE FUNCTION public.{function[1]}()" not in text


def _rows(name: str) -> dict[str, list[str]]:
    """All rows of all tables; kinds of content and permissions without the numbers that the order of their making gave them."""
    rows: dict[str, list[str]] = {}
    for line in re.findall(r"^INSERT INTO .*$", _dump(name, "--data-only", "--column-inserts"), flags=re.M):
        table = line.split()[2]
        numbers = _NUMBERS.get(table)
        rows.setdefault(table, []).append(numbers.sub("VALUES (", line) if numbers else line)
    del rows["public.django_migrations"]
    return {table: sorted(lines) for table, lines in rows.items()}


_NUMBERS = {
    "public.auth_permission": re.compile(r"VALUES \(\d+, '[^']*', \d+, "),
    "public.django_content_type": re.compile(r"VALUES \(\d+, "),
}
