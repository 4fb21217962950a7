"""The rights of the application's role: it reads and writes rows, owns nothing, and cannot change a recorded fact."""

from django.apps import apps
from django.db import connection, transaction
from psycopg2 import sql

# Rows of these tables are written by the owner only.
_READ_ONLY = frozenset({"django_migrations", "runtime_preparation"})
_FACTS, _ROWS = "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"


def append_only_tables() -> frozenset[str]:
    """Tables of the models that say `append_only = True`."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True) if getattr(model, "append_only", False))


def rights_on(table: str) -> str:
    if table in _READ_ONLY:
        return "SELECT"
    return _FACTS if table in append_only_tables() else _ROWS


@transaction.atomic
def grant_app_role(role: str) -> list[str]:
    """Give `role` exactly its rights on every table of the schema; returns the tables. Repeating it changes nothing.

    What a later migration adds is readable and appendable at once; the rest follows when this runs again after it.
    """
    who = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        for statement in [*_schema_statements(), *(s for table in tables for s in _table_statements(table))]:
            cursor.execute(sql.SQL(statement).format(role=who, **{name: sql.Identifier(name) for name in tables}))
    return tables


def _schema_statements() -> list[str]:
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {_FACTS} ON TABLES TO {{role}}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ]


def _table_statements(table: str) -> list[str]:
    return [f"REVOKE ALL ON {{{table}}} FROM {{role}}", f"GRANT {rights_on(table)} ON {{{table}}} TO {{role}}"]
