"""Production: every secret and address comes from the environment; a missing one stops the start."""

from portal.settings.base import *  # noqa: F403
from portal.settings.env import required

for _name in ("SECRET_KEY", "DATA_KEYS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
    required(_name)
# No demo people and no readable letters, whatever the environment says.
DEMO = False

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Secure-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Secure-csrf"
