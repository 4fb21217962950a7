"""How far a piece of long work is: a fragment that the page around it asks for every two seconds."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.jobs.selectors import job_of


@login_required
@require_safe
def progress(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Only the owner's; the answer says in a header whether there is anything to wait for."""
    job = job_of(request.user, job_id)
    if job is None:
        raise Http404
    response = render(request, "jobs/parts/bar.html", {"job": job})
    response.headers["X-Job-State"] = job.state
    return response
