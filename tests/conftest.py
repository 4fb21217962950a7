"""What all tests share: the test database with the application's role and the law in it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.legal import gaps
from portal.legal.loader import load_all
from portal.legal.models import CalendarOverride, LegalSeries, LegalValue


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and collected lives until the end, so the garbage collector does not walk over it again and again.

    It comes by more rarely, too: the migrations make and drop thousands of classes.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After the migrations: the cache table, the rights of the application's role, the law."""
    with django_db_blocker.unblock():
        call_command("createcachetable")
        call_command("grant_app_role", verbosity=0)
        load_all()


@pytest.fixture(scope="session", autouse=True)
def _flush_keeps_the_law() -> Iterator[None]:
    """Tests with real commits empty the tables afterwards; what is the same for all tests stays, and so nothing has to be made anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", _sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_arguments: None)
        yield


_SAME_FOR_ALL = (LegalSeries, LegalValue, CalendarOverride, ContentType, Permission)
# TRUNCATE of all tables writes new files for each of them and their indices, about a thousand, for the few that have rows.
# It waits for whoever still writes, as TRUNCATE does. Triggers that protect facts refuse a deletion as well, so they are off meanwhile;
# one that a test left switched off is on again.
_EMPTY_WHAT_HAS_ROWS = """
DO $flush$
DECLARE
  emptied regclass[] := '{}';
  guarded regclass[];
  one regclass;
  has_rows boolean;
BEGIN
  LOCK TABLE %(names)s IN SHARE MODE;
  FOREACH one IN ARRAY ARRAY[%(tables)s]::regclass[] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', one) INTO has_rows;
    IF has_rows THEN emptied := emptied || one; END IF;
  END LOOP;
  SELECT coalesce(array_agg(DISTINCT tgrelid::regclass), '{}') INTO guarded FROM pg_trigger
    WHERE NOT tgisinternal AND (tgrelid = ANY (emptied) OR tgenabled = 'D' AND tgrelid = ANY (ARRAY[%(tables)s]::regclass[]));
  FOREACH one IN ARRAY guarded LOOP EXECUTE format('ALTER TABLE %%s DISABLE TRIGGER USER', one); END LOOP;
  FOREACH one IN ARRAY emptied LOOP EXECUTE format('DELETE FROM %%s', one); END LOOP;
  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH one IN ARRAY guarded LOOP EXECUTE format('ALTER TABLE %%s ENABLE TRIGGER USER', one); END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i')
    WHERE refobjid = ANY (ARRAY[%(tables)s]::regclass[]) AND pg_sequence_last_value(seqrelid) IS NOT NULL;
END $flush$
"""


def _sql_flush(style: Any, flushed: BaseDatabaseWrapper, **options: Any) -> list[str]:
    """Numbers begin again at 1 as well."""
    same = {model._meta.db_table for model in _SAME_FOR_ALL}
    tables = sorted({*flushed.introspection.django_table_names(only_existing=True, include_views=False), "portal_cache"} - same)
    names = [flushed.ops.quote_name(table) for table in tables]
    return [_EMPTY_WHAT_HAS_ROWS % {"names": ", ".join(names), "tables": ", ".join(f"'{name}'" for name in names)}]


@pytest.fixture(autouse=True)
def _gaps_found_elsewhere_stay_there() -> None:
    """A missing figure that one test met is not written down at the end of the next one's request."""
    gaps.forget_found()


@pytest.fixture
def as_app_role(db: None) -> Callable[[], AbstractContextManager[BaseDatabaseWrapper]]:
    """`with as_app_role() as connection:` runs SQL with the rights that the portal has in production, and no more."""

    @contextmanager
    def role() -> Iterator[BaseDatabaseWrapper]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{settings.APP_DB_ROLE}"')  # a refused statement rolls this back as well
            yield connection
            cursor.execute("RESET ROLE")

    return role
