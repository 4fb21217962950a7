"""A Celery worker on the test database, started by `python -m tests.events.worker`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DB"]
    settings.CELERY_BROKER_URL = os.environ["WORKER_BROKER"]
    django.setup()
    from portal.celery import app
    from portal.events import registry
    from tests.events.samples import SomethingHappened

    registry.subscribe("tests.events.worker.mark", lambda event: None, SomethingHappened)
    app.worker_main(["worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"])


if __name__ == "__main__":
    main()
