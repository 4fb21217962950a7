"""Reads of long work: everybody sees their own, and what they share with others."""

import uuid

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.jobs.models import Job
from portal.jobs.registry import may_watch


def job_of(user: User | AnonymousUser, job_id: uuid.UUID) -> Job | None:
    """The user's own job, or one that she may watch; None for a stranger's exactly as for one that never was."""
    found = Job.objects.filter(pk=job_id).first()
    return found if found is not None and may_watch(user, found) else None
