"""The platform every service stands on."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
