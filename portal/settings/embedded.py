"""The default: everything runs from one command, `manage.py up`, with state under `var/`.

When DATABASE_URL or REDIS_URL are set those servers are used instead of the embedded ones.
"""

from portal.runtime import addresses
from portal.settings.base import *  # noqa: F403
from portal.settings.database import database
from portal.settings.env import env

DEMO = env.bool("DEMO", default=True)
WEBHOOK_ALLOW_LOOPBACK = DEMO
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
SECRET_KEY = env.str("SECRET_KEY", default="") or addresses.secret("secret_key")
DATA_KEYS = env.list("DATA_KEYS", default=[]) or [addresses.secret("data_key")]

DATABASE_URL = env.str("DATABASE_URL", default="") or addresses.database_url(addresses.APP_ROLE)
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="") or (
    env.str("DATABASE_URL", default="") or addresses.database_url(addresses.OWNER_ROLE)
)
DATABASES = {"default": database(DATABASE_URL, DATABASE_OWNER_URL)}
APP_DB_ROLE = env.db_url_config(DATABASE_URL).get("USER") or ""
REDIS_URL = CELERY_BROKER_URL = env.str("REDIS_URL", default="") or addresses.redis_url()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
