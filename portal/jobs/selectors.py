"""Reads of long work: everybody sees their own."""

import uuid

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.selectors import pk_of
from portal.jobs.models import Job


def job_of(user: User | AnonymousUser, job_id: uuid.UUID) -> Job | None:
    """The user's own job; None for a stranger's exactly as for one that never was."""
    return Job.objects.filter(pk=job_id, owner_id=pk_of(user)).first()
