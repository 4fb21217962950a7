"""The same with a connection to the database for each request."""

from bench.contenders.settings_ordinary_booking import *  # noqa: F403

DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
