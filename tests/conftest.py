"""What all tests share: the test database with the application's role and the law in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.legal import gaps
from portal.legal.loader import load_all
from portal.legal.models import CalendarOverride, LegalSeries, LegalValue


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After the migrations: the cache table, the rights of the application's role, the law."""
    with django_db_blocker.unblock():
        call_command("createcachetable")
        call_command("grant_app_role", verbosity=0)
        load_all()


@pytest.fixture(scope="session", autouse=True)
def _flush_keeps_the_law() -> Iterator[None]:
    """Tests with real commits empty the tables afterwards; the law is the same for all tests and stays.

    Triggers that protect facts would refuse to be emptied as well, so they are off for the moment of the flush.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", _sql_flush)
        yield


def _sql_flush(style: Any, flushed: BaseDatabaseWrapper, **options: Any) -> list[str]:
    law = {model._meta.db_table for model in (LegalSeries, LegalValue, CalendarOverride)}
    tables = sorted(set(flushed.introspection.django_table_names(only_existing=True, include_views=False)) - law)
    names = [flushed.ops.quote_name(table) for table in [*tables, "portal_cache"]]
    return [
        *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names),
        f"TRUNCATE {', '.join(names)} RESTART IDENTITY",
        *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names),
    ]


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
