"""A database that exists for one measurement: nobody's data is in it, and nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from portal.legal.loader import load_all


@contextmanager
def own_database() -> Iterator[None]:
    """Make a database beside the configured one, with tables and the law, and drop it afterwards."""
    configured = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("createcachetable", verbosity=0)
        load_all()
        yield
    finally:
        connection.creation.destroy_test_db(configured, verbosity=0)
