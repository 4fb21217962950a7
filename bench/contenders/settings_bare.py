"""Django with nothing in it: no middleware, no apps, one view, a connection that stays open."""

import os

import environ

SECRET_KEY = "only-for-the-bench"
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": {**environ.Env.db_url_config(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": None}}
ROOT_URLCONF = "bench.contenders.urls_bare"
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
USE_TZ = True
TIME_ZONE = "Europe/Moscow"
