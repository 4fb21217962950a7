"""PostgreSQL: one database, two roles.

The application connects as a role that owns no table (DATABASE_URL). Migrations run as the owner:
`PORTAL_DB_ROLE=owner` selects DATABASE_OWNER_URL. `grant_app_role` gives the first role its rights.
"""

from portal.settings.env import env

_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=3000 "
    "-c idle_in_transaction_session_timeout=30000 -c default_transaction_isolation=read\\ committed"
)
_AS_OWNER = env.str("PORTAL_DB_ROLE", default="app") == "owner"


def database(app_url: str, owner_url: str) -> dict:
    """The connection settings for the role this process runs as."""
    config: dict = env.db_url_config(owner_url if _AS_OWNER else app_url)
    config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    options = {"connect_timeout": 5, "application_name": "portal"}
    if not _AS_OWNER:
        options["options"] = _OPTIONS
    config["OPTIONS"] = {**config.get("OPTIONS", {}), **options}
    return config


DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default=DATABASE_URL)
DATABASES = {"default": database(DATABASE_URL, DATABASE_OWNER_URL)} if DATABASE_URL else {}
# The role that DATABASE_URL connects as; the owner grants it INSERT and SELECT only on append-only tables.
APP_DB_ROLE = env.db_url_config(DATABASE_URL).get("USER", "") if DATABASE_URL else ""

# The cache holds rate-limit windows of the sign-in library and used one-time codes. It lives in PostgreSQL,
# so that losing Redis opens no limit (docs/adr/0004).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}
SESSION_ENGINE = "portal.edge.sessions"
