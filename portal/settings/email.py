"""E-mail leaves through EMAIL_URL; without it (demo) it is kept in the database and shown at /demo/outbox/."""

from portal.settings.env import env

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Портал миграционных услуг <no-reply@portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "portal.notifications.demo_outbox.EmailBackend"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 10
