"""A worker that does due jobs on the test database until none is left, started by `python -m tests.jobs.worker`."""

import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
KIND = "tests.facts"
PIECE = 2


def write_facts(job):
    """One event for each row, so that a row done twice would be seen twice."""
    from portal import clock
    from portal.events.models import Event
    from portal.jobs.registry import Chunk

    rows = range(job.done, min(job.done + PIECE, job.total))
    common = {"name": "tests.Row", "occurred_at": clock.now(), "actor_kind": "system", "subject_type": "tests.row"}
    Event.objects.bulk_create(Event(**common, subject_id=row) for row in rows)
    time.sleep(0.002)  # long enough to be killed inside a piece
    return Chunk(done=len(rows), more=job.done + len(rows) < job.total)


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DB"]
    django.setup()
    from portal.jobs import registry, services

    registry.runs(KIND)(write_facts)
    while services.run_due_jobs():
        pass


if __name__ == "__main__":
    main()
