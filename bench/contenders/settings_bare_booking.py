"""Django with nothing in it, and one view that books."""

from bench.contenders.settings_bare import *  # noqa: F403

ROOT_URLCONF = "bench.contenders.urls_bare_booking"
