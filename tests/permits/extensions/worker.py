"""A worker that does due jobs on the test database until none is left, started by `python -m tests.permits.extensions.worker`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DB"]
    django.setup()
    from permits.extensions.services import runs
    from portal.jobs.services import run_due_jobs

    runs.SMALLEST, runs.LARGEST = 1, 2  # pieces small enough to be killed between any two
    while run_due_jobs():
        pass


if __name__ == "__main__":
    main()
