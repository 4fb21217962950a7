"""WSGI entry point for gunicorn.

The addresses and their views are read here, before gunicorn makes its workers: else each of them would read them for itself, half a
second of work and memory of its own, while somebody waits for its first answer."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 (read when it is asked for)
