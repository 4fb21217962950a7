from portal.events.nudge import nudge


def nudge_jobs() -> None:
    """Ask a worker to begin now; beat asks every few seconds anyway."""
    from portal.jobs.tasks import run_jobs

    nudge(run_jobs)
