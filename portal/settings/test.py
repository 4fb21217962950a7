"""The suite: real PostgreSQL and Redis (started by `make test`), fast hashing, naive dates are errors.

Tests own their database, so that it can be made and flushed; what the application's role may do is tested
as that role, and the browser story runs against the whole stack under it.
"""

import os
import tempfile
import warnings

os.environ["PORTAL_DB_ROLE"] = "owner"

from portal.settings.embedded import *  # noqa: F403

SECRET_KEY = "only-for-the-suite-and-never-anywhere-else-0123456789"  # noqa: S105 (of the suite)
DATA_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PYTEST_DB")}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="portal-test-files-"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Every test client starts the middleware anew; reading all static files each time would take longer than the tests.
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = False
warnings.filterwarnings("error", message=r".*received a naive datetime.*", category=RuntimeWarning)
