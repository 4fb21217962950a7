"""The portal's Celery worker with pieces of one or two documents, so that something can be stopped between any two of them.

`python -m tests.permits.extensions.celery_worker`; the address of the services comes by the environment."""

from datetime import timedelta


def main() -> None:
    import django

    django.setup()
    from permits.extensions.services import runs
    from portal.celery import app
    from portal.jobs import services

    runs.SMALLEST, runs.LARGEST = 1, 2
    services.LEASE = timedelta(seconds=5)  # that of a dead worker ends soon; a piece takes milliseconds
    app.worker_main(["worker", "--queues", "default", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"])


if __name__ == "__main__":
    main()
