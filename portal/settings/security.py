"""What the browser is told to allow."""

from csp.constants import NONE, SELF

_BASE = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _BASE}
# The officers' theme evaluates expressions in its own scripts; only /admin/ gets this one (portal/edge/middleware.py).
ADMIN_CONTENT_SECURITY_POLICY = {**_BASE, "script-src": [SELF, "'unsafe-eval'", "'unsafe-inline'"], "style-src": [SELF, "'unsafe-inline'"]}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.ui.views.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# E-mail addresses are unique by their lower-case form (accounts.models), which the check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "templates.W003"]  # W003: `i18n` is ours on purpose, see portal.ui.templatetags.sentences
