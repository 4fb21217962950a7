"""What every environment shares."""

from portal.settings.env import BASE_DIR, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
# Demo people, readable e-mails and the payment button that stands in for the bank.
DEMO = env.bool("DEMO", default=False)
VAR_DIR = env.path("VAR_DIR", default=str(BASE_DIR / "var"))
# Comma-separated Fernet keys, newest first: what is secret at rest is encrypted with them.
DATA_KEYS = env.list("DATA_KEYS", default=[])
# How many proxies of ours stand in front; X-Forwarded-For is believed that far and no further.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Signed notices may go to this machine itself: for the demonstration and the tests, never in production.
WEBHOOK_ALLOW_LOOPBACK = False
# Who sends it as a bearer token may read /metrics from another machine.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

INSTALLED_APPS = [
    "portal.ui",
    "portal.runtime",
    "portal.edge",
    "portal.events",
    "portal.legal",
    "portal.signing",
    "portal.codes",
    "portal.accounts",
    "portal.notifications",
    "portal.jobs",
    "portal.keys",
    "profiles",
    "cases",
    "cases.guardianship",
    "appointments",
    "appointments.planning",
    "appointments.waiting",
    "appointments.draws",
    "appointments.board",
    "appointments.load",
    "patents",
    "patents.credential",
    "patents.card",
    "permits",
    "permits.extensions",
    "permits.proof",
    "permits.quota",
    "permits.interim",
    "permits.status",
    "permits.yearly",
    "permits.desk",
    "permits.registration",
    "employment",
    "employment.webhooks",
    "employment.watch",
    "employment.batches",
    "employment.disputes",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_prometheus",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "portal.edge.short_path.ShortPathMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.edge.middleware.InputLimitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.ui.middleware.LanguageMiddleware",
    "portal.ui.middleware.RefusedMethodMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.edge.middleware.SignInLimitsMiddleware",
    "portal.accounts.middleware.LapsedCodeMiddleware",
    "portal.accounts.middleware.StaffSecondFactorMiddleware",
    "portal.edge.middleware.DomainErrorMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.ui.templatetags.portal"],
            "libraries": {"i18n": "portal.ui.templatetags.sentences"},  # so that a filled Russian sentence is put right
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.ui.context.page",
                "portal.accounts.context.account_pages",
            ],
        },
    }
]
FORM_RENDERER = "portal.ui.forms.GovukFormRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

USE_TZ = True
TIME_ZONE = "Europe/Moscow"

from portal.settings.allauth import *  # noqa: E402,F403
from portal.settings.api import *  # noqa: E402,F403
from portal.settings.celery import *  # noqa: E402,F403
from portal.settings.database import *  # noqa: E402,F403
from portal.settings.email import *  # noqa: E402,F403
from portal.settings.files import *  # noqa: E402,F403
from portal.settings.languages import *  # noqa: E402,F403
from portal.settings.logging import *  # noqa: E402,F403
from portal.settings.patents import *  # noqa: E402,F403
from portal.settings.payments import *  # noqa: E402,F403
from portal.settings.security import *  # noqa: E402,F403
from portal.settings.unfold import *  # noqa: E402,F403
