"""Django and DRF as a new project has them, with sessions and users (the portal's accounts), but for the connection, which stays open."""

from bench.contenders.settings_ordinary import *  # noqa: F403

ROOT_URLCONF = "bench.contenders.urls_ordinary_booking"
AUTH_USER_MODEL = "contenders.Account"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
